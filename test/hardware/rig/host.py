# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The host's half of a test: the far end of each serial line, QEMU's monitor, and the commands that the
test program gives.

So it is the test that decides when something happens on the other side. A command is a line; the answer
is one too, `ok`, `ok RESULT` or `error TEXT`:

    collect PEER            keep what the guest sends, for `take` (how every peer begins)
    echo PEER               send it back
    join PEER PEER          a null-modem cable between two ports of the guest
    stall PEER              leave it unread; never on usb-serial or PL011, which then stop the whole machine
    send PEER HEX           bytes for the guest
    take PEER COUNT MS      up to COUNT collected bytes, after waiting MS for so many; in hex
    unplug PEER             the far end closes; usb-serial leaves its bus then
    plug PEER               and is there again
    qmp JSON                a command for QEMU's monitor
    exit N                  the test program's exit status
"""

import asyncio
import contextlib
import json

PATIENCE = 10  # seconds, for what QEMU does
LONGEST_LINE = 1 << 24


async def patiently(connect):
    """QEMU makes its sockets some time after it starts."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            return await connect()
        except OSError:
            if asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(0.01)


async def connect(path):
    return await patiently(lambda: asyncio.open_unix_connection(path, limit=LONGEST_LINE))


class Peer(asyncio.Protocol):
    """The far end of one of the guest's serial ports."""

    def __init__(self, path):
        self._path = path
        self._transport = None
        self._collected = bytearray()
        self._more = asyncio.Event()
        self._deliver = self._keep

    async def plug(self):
        loop = asyncio.get_running_loop()
        self._transport, _ = await patiently(lambda: loop.create_unix_connection(lambda: self, self._path))

    def unplug(self):
        self._transport.abort()

    def data_received(self, data):
        self._deliver(data)

    def _keep(self, data):
        self._collected += data
        self._more.set()

    def collect(self):
        self._deliver = self._keep
        self._transport.resume_reading()

    def pass_to(self, peer):
        self._deliver = peer.send
        self._transport.resume_reading()

    def join(self, peer):
        self.pass_to(peer)
        peer.pass_to(self)

    def stall(self):
        self._transport.pause_reading()

    def send(self, data):
        """Queues without a limit: a far end that reads no more while it writes would stop QEMU."""
        self._transport.write(data)

    async def take(self, count, seconds):
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._wait_for(count), seconds)
        taken = bytes(self._collected[:count])
        del self._collected[:count]
        return taken

    async def _wait_for(self, count):
        while len(self._collected) < count:
            self._more.clear()
            await self._more.wait()


class Monitor:
    """QEMU's machine protocol: one command at a time."""

    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, path):
        monitor = cls(*await connect(path))
        await monitor._reader.readline()  # a greeting
        await monitor.execute({"execute": "qmp_capabilities"})
        return monitor

    async def execute(self, command):
        self._writer.write(json.dumps(command).encode() + b"\n")
        while True:
            line = await asyncio.wait_for(self._reader.readline(), PATIENCE)
            if not line:
                raise ConnectionError("QEMU has closed its monitor")
            answer = json.loads(line)
            if "error" in answer:
                raise RuntimeError(answer["error"]["desc"])
            if "return" in answer:  # else it is an event
                return answer["return"]


class Host:
    """Serves the commands of the test program until it has ended."""

    def __init__(self, peers, monitor):
        self._peers, self._monitor = peers, monitor
        self.status = None

    async def serve(self, reader, writer):
        while self.status is None:
            line = await reader.readline()
            if not line:
                return
            words = line.decode().split(maxsplit=1)
            try:
                result = await self._obey(words[0], words[1].strip() if len(words) > 1 else "")
                answer = f"ok {result}".rstrip()
            except Exception as problem:  # whatever it is, the test must hear of it
                answer = f"error {problem!r}"
            writer.write(answer.encode() + b"\n")

    async def _obey(self, command, rest):
        if command == "exit":
            self.status = int(rest)
            return ""
        if command == "qmp":
            return json.dumps(await self._monitor.execute(json.loads(rest)))
        words = rest.split()
        peer = self._peers[words[0]]
        if command == "collect":
            peer.collect()
        elif command == "echo":
            peer.pass_to(peer)
        elif command == "join":
            peer.join(self._peers[words[1]])
        elif command == "stall":
            peer.stall()
        elif command == "send":
            peer.send(bytes.fromhex(words[1]))
        elif command == "take":
            return (await peer.take(int(words[1]), int(words[2]) / 1000)).hex()
        elif command == "unplug":
            peer.unplug()
        elif command == "plug":
            await peer.plug()
        else:
            raise ValueError("no such command")
        return ""
