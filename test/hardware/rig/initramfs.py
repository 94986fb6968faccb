# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The guest's file system: an initramfs, written in cpio's "newc" format without root or cpio."""

import os
import pathlib
import shlex
import stat

FOLDER = pathlib.Path(__file__).resolve().parent.parent
INIT = FOLDER / "guest_init.sh"
LISTER = "pyserial_ports.py"
APPLETS = ("sh", "cat", "chmod", "echo", "insmod", "ln", "ls", "mkdir", "mount", "usleep")


class Archive:
    """Documentation/driver-api/early-userspace/buffer-format.rst"""

    def __init__(self):
        self._parts = []
        self._inode = 0
        self._size = 0

    def _append(self, data):
        self._parts.append(data)
        self._size += len(data)
        padding = -self._size % 4
        self._parts.append(b"\0" * padding)
        self._size += padding

    def _entry(self, name, mode, data=b""):
        self._inode += 1
        name = name.encode() + b"\0"
        fields = (self._inode, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name), 0)
        self._append(b"070701" + b"".join(b"%08X" % f for f in fields) + name)
        self._append(data)

    def folder(self, name):
        self._entry(name, stat.S_IFDIR | 0o755)

    def file(self, name, data, mode=0o644):
        self._entry(name, stat.S_IFREG | mode, data)

    def link(self, name, target):
        self._entry(name, stat.S_IFLNK | 0o777, target.encode())

    def tree(self, root):
        """All that is in a folder, in the guest's root folder. Folders that are there already may come again."""
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_symlink():
                self.link(name, os.readlink(path))
            elif path.is_dir():
                self.folder(name)
            else:
                self.file(name, path.read_bytes(), stat.S_IMODE(path.stat().st_mode))

    def bytes(self):
        self._entry("TRAILER!!!", 0)
        return b"".join(self._parts)


def build(system, python, device_set, program, arguments, environment):
    """Everything that `guest_init.sh` expects."""
    archive = Archive()
    for name in ("bin", "dev", "modules", "proc", "sys", "tmp"):
        archive.folder(name)
    archive.file("init", INIT.read_bytes(), 0o755)
    archive.file("bin/busybox", system.busybox.read_bytes(), 0o755)
    for name in APPLETS:
        archive.link(f"bin/{name}", "busybox")

    # The order of loading is the order of the names.
    modules = system.modules(["virtio_pci", "virtio_console", *device_set.modules])
    for number, (name, data) in enumerate(modules):
        archive.file(f"modules/{number:02}-{name}.ko", data)

    if python:
        archive.tree(python)
        archive.file(LISTER, (FOLDER / LISTER).read_bytes())

    archive.file("nodes", "".join(f"{n}\n" for n in device_set.nodes).encode())
    archive.file("program", pathlib.Path(program).read_bytes(), 0o755)
    # As a script: a kernel command line would split arguments at blanks.
    exports = [f"export {k}={shlex.quote(v)}" for k, v in environment.items()]
    command = " ".join(shlex.quote(a) for a in ("/program", *arguments))
    archive.file("command", "\n".join([*exports, command, ""]).encode())
    return archive.bytes()
