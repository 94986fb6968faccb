# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The machines: which devices, drivers and test suites each of them has."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class DeviceSet:
    arch: str  # as Debian calls it
    suites: tuple  # what the test program runs (--run_test)
    modules: tuple = ()  # loaded in the guest, with all that they depend on
    nodes: tuple = ()  # what must be there before the test program starts
    peers: tuple = ()  # far ends of serial lines: QEMU's chardevs of these names, served by host.py
    qemu: tuple = ()  # further arguments, one device a string
    joined: tuple = ()  # pairs of peers that a null-modem cable joins from the beginning
    python: bool = False  # with pySerial, in the guest
    environment: dict = dataclasses.field(default_factory=dict)  # of the test program


# The console is ttyS0 on amd64; on arm64 it is a PCI port, so that the board's own PL011 is free.
SETS = {
    "uart": DeviceSet(
        arch="amd64",
        suites=("uart_8250",),
        nodes=("/dev/ttyS1", "/dev/ttyS2"),
        peers=("isa", "pci"),
        qemu=("-device isa-serial,index=1,chardev=isa", "-device pci-serial,chardev=pci"),
    ),
    # The same two, joined: the suite of test/conformance, with a port of the guest's at either end.
    "conformance": DeviceSet(
        arch="amd64",
        suites=("*",),
        nodes=("/dev/ttyS1", "/dev/ttyS2"),
        peers=("near", "far"),
        qemu=("-device isa-serial,index=1,chardev=near", "-device pci-serial,chardev=far"),
        joined=(("near", "far"),),
        environment={"BOOST_SERIAL_EXT_TEST_TRANSPORT": "ports:/dev/ttyS1:/dev/ttyS2"},
    ),
    # QEMU's usb-serial is an FT232BM. It is attached only while somebody holds the far end.
    "ftdi": DeviceSet(
        arch="amd64",
        suites=("ftdi_usb", "null_modem"),
        modules=("xhci_pci", "ftdi_sio"),
        nodes=("/dev/ttyUSB0", "/dev/ttyUSB1"),
        peers=("usb0", "usb1"),
        qemu=(
            "-device qemu-xhci,id=xhci",
            "-device usb-serial,id=plug0,bus=xhci.0,port=1,chardev=usb0,serial=FTDI0",
            "-device usb-serial,id=plug1,bus=xhci.0,port=2,chardev=usb1,serial=FTDI1",
        ),
    ),
    # No device of QEMU's at all: the test program itself plays them, over USB/IP.
    "vhci": DeviceSet(
        arch="amd64",
        suites=("ftdi_sio", "cdc_acm", "null_modem"),
        modules=("vhci_hcd", "ftdi_sio", "cdc_acm"),
        nodes=("/sys/devices/platform/vhci_hcd.0/attach",),
    ),
    # Ports of many kinds, for lists of them. The test program plays some of them, as in "vhci".
    "discovery": DeviceSet(
        arch="amd64",
        suites=("discovery", "discovery_usb"),
        modules=("xhci_pci", "vhci_hcd", "ftdi_sio", "cp210x", "ch341", "cdc_acm"),
        nodes=("/dev/ttyS1", "/dev/ttyS2", "/dev/ttyUSB0", "/sys/devices/platform/vhci_hcd.0/attach"),
        peers=("isa", "pci", "usb0"),
        qemu=(
            "-device isa-serial,index=1,chardev=isa",
            "-device pci-serial,chardev=pci",
            "-device qemu-xhci,id=xhci",
            "-device usb-hub,bus=xhci.0,port=1",
            "-device usb-serial,bus=xhci.0,port=1.2,chardev=usb0,serial=HUB0",
        ),
        python=True,
    ),
    # Ports that come and go: by QEMU's monitor, by a driver's, and played by the test program.
    "monitor": DeviceSet(
        arch="amd64",
        suites=("port_monitors",),
        modules=("xhci_pci", "vhci_hcd", "ftdi_sio", "cdc_acm"),
        nodes=("/dev/ttyS1", "/dev/ttyUSB0", "/sys/devices/platform/vhci_hcd.0/attach"),
        peers=("isa", "usb0"),
        qemu=(
            "-device isa-serial,index=1,chardev=isa",
            "-device qemu-xhci,id=xhci",
            "-device usb-serial,id=plug0,bus=xhci.0,port=1,chardev=usb0,serial=FTDI0",
        ),
    ),
    # Two processors: the driver busy-waits with RS-485.
    "pl011": DeviceSet(
        arch="arm64",
        suites=("pl011", "discovery"),
        python=True,
        nodes=("/dev/ttyAMA0",),
        peers=("pl011",),
        qemu=("-smp 2", "-serial chardev:pl011"),
    ),
}
