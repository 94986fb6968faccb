#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The client that uses pyserial-asyncio: its stream reader and writer."""

import asyncio
import functools
import os
import sys

import client
import serial_asyncio
from client import expect


async def open_port(name, size=1, baud=client.BAUD):
    limit = max(2 * size, 2**16)
    return await serial_asyncio.open_serial_connection(url=name, baudrate=baud, limit=limit)


async def measure(job, work):
    for _ in job.turns():  # waiting for one holds up the loop, which has nothing to do meanwhile
        job.start()
        await work(job.count)
        job.stop()


async def round_trips(job, limit):
    reader, writer = await open_port(job.ports[0])
    messages, size, lap = client.messages(job.size), job.size, job.lap

    async def work(count):
        for i in range(count):
            message = messages[i % 256]
            writer.write(message)
            if limit:
                answer = await asyncio.wait_for(reader.readexactly(size), limit)
            else:
                answer = await reader.readexactly(size)
            expect(answer == message, "a wrong answer:", answer, "to", message)
            lap()

    await measure(job, work)


async def round_trip(job):
    await round_trips(job, None)


async def timeout(job):
    await round_trips(job, client.TIME_LIMIT)


async def read_all(reader, size, count):
    got = 0
    while got < count:
        data = await reader.read(size)
        expect(data, "the end instead of data")
        got += len(data)
    expect(got == count, "more came than was asked for:", got)


async def receive(job):
    reader, writer = await open_port(job.ports[0], job.size)

    async def work(count):
        writer.write(b"g")
        await read_all(reader, job.size, count)

    await measure(job, work)


async def write_all(writer, buffer, count):
    while count > 0:
        part = min(count, len(buffer))
        writer.write(buffer[:part])
        await writer.drain()
        count -= part


async def send(job):
    reader, writer = await open_port(job.ports[0])
    buffer = b"d" * job.size

    async def work(count):
        await write_all(writer, buffer, count)
        answer = await reader.readexactly(1)
        expect(answer == b"k", "a wrong answer:", answer)

    await measure(job, work)


async def duplex(job):
    reader, writer = await open_port(job.ports[0], job.size)
    buffer = b"d" * job.size

    async def work(count):
        writer.write(b"g")
        await asyncio.gather(write_all(writer, buffer, count), read_all(reader, job.size, count + 1))

    await measure(job, work)


async def many(job):
    messages = client.messages(job.size)
    ports = [await open_port(name) for name in job.ports]

    async def work(count):
        begun = 0

        async def loop(reader, writer):
            nonlocal begun
            while begun < count:
                message = messages[begun % 256]
                begun += 1
                writer.write(message)
                answer = await reader.readexactly(job.size)
                expect(answer == message, "a wrong answer:", answer, "to", message)

        await asyncio.gather(*(loop(*port) for port in ports[:count]))

    await measure(job, work)


async def cancel(job):
    reader, _ = await open_port(job.ports[0])

    async def work(count):
        for _ in range(count):
            task = asyncio.ensure_future(reader.read(1))
            await asyncio.sleep(0)  # else the read would not have begun
            task.cancel()
            try:
                data = await task
                raise client.Failure(f"a cancelled read returned {data}")
            except asyncio.CancelledError:
                pass  # what was asked for
            job.lap()

    await measure(job, work)


async def open_close(job):
    bauds = client.alternating_bauds()

    async def work(count):
        for _ in range(count):
            _, writer = await open_port(job.ports[0], baud=next(bauds))
            writer.close()
            await writer.wait_closed()
            job.lap()

    await measure(job, work)


async def idle(job):
    next(job.turns())
    before = client.resident_bytes()
    ports = [await open_port(name) for name in job.ports]
    tasks = [asyncio.ensure_future(reader.read(job.size)) for reader, _ in ports]
    await asyncio.sleep(0)
    expect(not any(task.done() for task in tasks), "a read ended at once")
    job.tell({"memory": {"resident": client.resident_bytes() - before}, "seconds": 0, "user": 0, "system": 0})
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def run(work, job):
    async def guarded():
        # What fails in a transport's callback goes to the loop, which would log it and go on.
        def failed(_, context):
            print(f"{context['message']}: {context.get('exception')!r}", file=sys.stderr, flush=True)
            os._exit(1)

        asyncio.get_running_loop().set_exception_handler(failed)
        await work(job)

    asyncio.run(guarded())


MEASURES = {
    "round_trip": round_trip,
    "timeout": timeout,
    "receive": receive,
    "send": send,
    "duplex": duplex,
    "many": many,
    "cancel": cancel,
    "open": open_close,
    "idle": idle,
}
client.main(serial_asyncio.__version__, {name: functools.partial(run, do) for name, do in MEASURES.items()})
