# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""What pySerial knows of the ports of the guest, for discovery.cpp: a line "port" for each, and then its fields, one a
line, in hexadecimal digits; a field that is None is left out. The last line is "end"."""

from serial.tools import list_ports

FIELDS = (
    "device", "name", "description", "hwid", "vid", "pid", "serial_number", "location", "manufacturer", "product",
    "interface", "subsystem",
)

for port in list_ports.comports():
    print("port")
    for field in FIELDS:
        value = getattr(port, field)
        if value is not None:
            print(field, str(value).encode().hex())
print("end")
