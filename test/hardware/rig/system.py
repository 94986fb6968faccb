# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The guest's system: Debian's kernel, its modules for serial devices, a static busybox, and pySerial.

Downloaded once into a cache, with apt, but apart from the host's: apt gets a state folder and a list
of sources of its own. So the host's packages stay as they are, nobody needs to be root, and the
kernel is the same on every host.
"""

import fcntl
import lzma
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile

from . import RigError

CACHE = "BOOST_SERIAL_EXT_HARDWARE_CACHE"
MIRROR = "BOOST_SERIAL_EXT_HARDWARE_MIRROR"
SUITE = "bookworm"  # what the tests know of the drivers is this kernel's behaviour: Linux 6.1
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"

# Which modules are kept: 5 MB of 400.
MODULES = re.compile(r"\./lib/modules/[^/]+/kernel/(drivers/(tty|usb|virtio|char)|lib)/.*\.ko(\.xz)?")
KERNEL = re.compile(r"\./boot/vmlinuz-.*")
BUSYBOX = re.compile(r"\./(usr/)?bin/busybox")
LAYOUT = 1  # to be counted up when a cache of before no longer does

# The same for Python, of which is kept what pySerial's list of ports needs: 14 MB.
PYTHON_PACKAGES = (
    "python3-serial", "python3.11-minimal", "libpython3.11-minimal", "libpython3.11-stdlib", "libc6", "libexpat1",
    "zlib1g",
)
PYTHON = re.compile(
    r"\./usr/bin/python3\.11"
    r"|\./(usr/)?lib(64)?/([^/]+/)?(ld-linux[^/]*|libc|libm|libexpat|libz)\.so[.\d]*"
    r"|\./usr/lib/python3\.11/([^/]+|(collections|encodings|importlib|re)/[^/]+)\.py"
    r"|\./usr/lib/python3\.11/lib-dynload/termios\.[^/]+\.so"
    r"|\./usr/lib/python3/dist-packages/serial/(.*/)?[^/]+\.py"
)
PYTHON_LAYOUT = 1


class System:
    """What one architecture needs to boot."""

    def __init__(self, folder):
        self.kernel = folder / "kernel"
        self.busybox = folder / "busybox"
        self._modules = folder / "modules"

    def module(self, name):
        """The plain bytes of a module."""
        pattern = re.sub("[-_]", "[-_]", name)
        found = sorted(f for f in self._modules.iterdir() if re.fullmatch(pattern + r"\.ko(\.xz)?", f.name))
        if not found:
            raise RigError(f"this kernel has no module {name}")
        data = found[0].read_bytes()
        return lzma.decompress(data) if found[0].suffix == ".xz" else data

    def modules(self, names):
        """Names and bytes of modules with all that they depend on, in an order that can be loaded."""
        done = {}

        def add(name):
            name = name.replace("-", "_")
            if name in done:
                return
            data = self.module(name)
            for needed in re.search(rb"(?:\A|\0)depends=([^\0]*)", data)[1].decode().split(","):
                if needed:
                    add(needed)
            done[name] = data

        for name in names:
            add(name)
        return list(done.items())


def cache_folder():
    return pathlib.Path(os.environ.get(CACHE) or pathlib.Path.home() / ".cache/boost_serial_ext/hardware")


def system(arch):
    """The system of an architecture (as Debian calls it), downloaded if it is not there yet."""
    return System(_cached(arch, f"{arch}-{SUITE}-{LAYOUT}", _download_system))


def python(arch):
    """A folder with Python and pySerial in it, as they stand in the guest's root folder; downloaded likewise."""
    return _cached(arch, f"{arch}-{SUITE}-python-{PYTHON_LAYOUT}", _download_python)


def _cached(arch, name, download):
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / name
    with open(cache / f"{arch}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two tests may start at once
        if not folder.is_dir():
            print(f"fetching {name} from Debian into {cache}", file=sys.stderr, flush=True)
            with tempfile.TemporaryDirectory(dir=cache, prefix=f"{arch}.") as scratch:
                apt = _Apt(arch, pathlib.Path(scratch))
                result = pathlib.Path(scratch, "result")
                result.mkdir()
                download(arch, apt, result)
                result.rename(folder)
    return folder


class _Apt:
    """apt for another system: its own sources, state and packages."""

    def __init__(self, arch, scratch):
        for tool in ("apt-get", "apt-cache", "dpkg-deb"):
            if not shutil.which(tool):
                raise RigError(f"{tool} is needed to fetch Debian's packages; {CACHE} may name a folder that has them")
        if not os.path.exists(KEYRING):
            raise RigError(f"{KEYRING} is missing: install debian-archive-keyring")
        for folder in ("lists/partial", "archives/partial", "sources", "debs"):
            (scratch / folder).mkdir(parents=True)
        (scratch / "status").touch()
        mirror = os.environ.get(MIRROR) or "http://deb.debian.org/debian"
        (scratch / "sources.list").write_text(f"deb [arch={arch} signed-by={KEYRING}] {mirror} {SUITE} main\n")
        self._packages = scratch / "debs"
        options = {
            "APT::Architecture": arch,
            "APT::Architectures": arch,
            "APT::Sandbox::User": "",  # another user could not write here
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "Debug::NoLocking": "1",
            "Dir::Cache": scratch,
            "Dir::Etc::SourceList": scratch / "sources.list",
            "Dir::Etc::SourceParts": scratch / "sources",
            "Dir::State": scratch,
            "Dir::State::status": scratch / "status",
        }
        self._options = [f"-o{k}={v}" for k, v in options.items()]
        self.run("apt-get", "update")

    def run(self, tool, *arguments):
        command = [tool, "-q", *self._options, *arguments]
        done = subprocess.run(command, cwd=self._packages, capture_output=True, text=True)
        if done.returncode != 0:
            raise RigError(f"{tool} {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def download(self, *names):
        """The files of packages."""
        self.run("apt-get", "download", *names)
        return sorted(self._packages.iterdir())


def _download_system(arch, apt, result):
    meta = apt.run("apt-cache", "show", f"linux-image-{arch}")  # depends on the package that has the kernel
    image = max(re.findall(r"^Depends: (linux-image-\S+)", meta, re.MULTILINE), key=_version)
    (result / "modules").mkdir()

    def place(name):
        if MODULES.fullmatch(name):
            return result / "modules" / pathlib.PurePosixPath(name).name
        if KERNEL.fullmatch(name):
            return result / "kernel"
        return result / "busybox" if BUSYBOX.fullmatch(name) else None

    packages = apt.download(image, "busybox-static")
    for package in packages:
        _unpack(package, place, links=False)
    if arch == "amd64":
        # QEMU starts an ELF kernel by PVH, and then the guest has nothing to decompress.
        (result / "kernel").write_bytes(elf_of_bzimage((result / "kernel").read_bytes()))
    (result / "version").write_text("".join(f"{p.name}\n" for p in packages))


def _download_python(_, apt, result):
    for package in apt.download(*PYTHON_PACKAGES):
        _unpack(package, lambda name: result / name if PYTHON.fullmatch(name) else None, links=True)


def _version(name):
    return [int(n) for n in re.findall(r"\d+", name)]


def _unpack(package, place, links):
    """Extracts what has a place, without the rest ever being written. Links stay links, or are left out."""
    unpacker = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE)
    with unpacker, tarfile.open(fileobj=unpacker.stdout, mode="r|") as tar:
        for member in tar:
            target = place(member.name)
            if not target or not (member.isfile() or (links and member.issym())):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            if member.issym():
                target.symlink_to(member.linkname)
                continue
            target.write_bytes(tar.extractfile(member).read())
            target.chmod(member.mode)
        while unpacker.stdout.read(1 << 16):  # padding, which dpkg-deb must get rid of to succeed
            pass
    if unpacker.returncode != 0:
        raise RigError(f"cannot unpack {package}")


def elf_of_bzimage(image):
    """The kernel proper inside of a bzImage.

    Where it is and that its size stands behind it: Documentation/x86/boot.rst, payload_offset.
    """
    setup_sectors = image[0x1F1] or 4
    offset, length = struct.unpack_from("<II", image, 0x248)
    start = (setup_sectors + 1) * 512 + offset
    elf = lzma.decompress(image[start : start + length - 4])
    if elf[:4] != b"\x7fELF":
        raise RigError("no ELF file inside of the kernel's bzImage")
    return elf
