#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The client that uses pySerial: blocking calls; a thread for the second direction; a selector for many ports."""

import selectors
import threading

import client
import serial
from client import expect


def open_port(name, baud=client.BAUD, **limits):
    return serial.Serial(name, baudrate=baud, **limits)


def round_trips(job, timeout):
    port = open_port(job.ports[0], timeout=timeout)
    messages, size, lap = client.messages(job.size), job.size, job.lap

    def work(count):
        for i in range(count):
            message = messages[i % 256]
            written = port.write(message)
            answer = port.read(size)
            expect(written == size and answer == message, "a wrong answer:", answer, "to", message)
            lap()

    job.measure(work)


def round_trip(job):
    round_trips(job, None)


def timeout(job):
    round_trips(job, client.TIME_LIMIT)


def read_all(port, size, count):
    got = 0
    while got < count:
        # A read waits for all it asks for: the last one must not ask for more than will come.
        data = port.read(min(size, count - got))
        expect(data, "a read returned nothing")
        got += len(data)


def receive(job):
    port = open_port(job.ports[0])

    def work(count):
        port.write(b"g")
        read_all(port, job.size, count)
        expect(port.in_waiting == 0, "more came than was asked for")

    job.measure(work)


def write_all(port, buffer, count):
    while count > 0:
        part = min(count, len(buffer))
        written = port.write(buffer[:part])
        expect(written == part, "a write took", written, "of", part)
        count -= part


def send(job):
    port = open_port(job.ports[0])
    buffer = memoryview(b"d" * job.size)

    def work(count):
        write_all(port, buffer, count)
        answer = port.read(1)
        expect(answer == b"k", "a wrong answer:", answer)

    job.measure(work)


def duplex(job):
    port = open_port(job.ports[0])
    buffer = memoryview(b"d" * job.size)

    def work(count):
        failures = []

        def reader():
            try:
                read_all(port, job.size, count + 1)  # and the `k`
            except (client.Failure, OSError) as failure:
                failures.append(failure)

        port.write(b"g")
        thread = threading.Thread(target=reader)
        thread.start()
        write_all(port, buffer, count)
        thread.join()
        expect(not failures and port.in_waiting == 0, "reading failed:", *failures)

    job.measure(work)


def many(job):
    messages = client.messages(job.size)
    ports = [open_port(name, timeout=0, write_timeout=0) for name in job.ports]
    with selectors.DefaultSelector() as selector:
        for port in ports:
            selector.register(port.fileno(), selectors.EVENT_READ, port)

        def work(count):
            begun = done = 0
            waiting = {}  # of each port: what it sent, what came back of it

            def begin(port):
                nonlocal begun
                waiting[port] = messages[begun % 256], bytearray()
                written = port.write(waiting[port][0])
                expect(written == job.size, "a write took", written, "of", job.size)
                begun += 1

            for port in ports[:count]:
                begin(port)
            while done < count:
                for key, _ in selector.select():
                    port = key.data
                    message, answer = waiting[port]
                    answer += port.read(job.size - len(answer))
                    if len(answer) < job.size:
                        continue
                    expect(answer == message, "a wrong answer:", answer, "to", message)
                    done += 1
                    if begun < count:
                        begin(port)

        job.measure(work)


def open_close(job):
    bauds = client.alternating_bauds()

    def work(count):
        for _ in range(count):
            open_port(job.ports[0], next(bauds)).close()
            job.lap()

    job.measure(work)


# Not: cancel (a read holds its thread), idle (for the same reason).
client.main(serial.VERSION, {
    "round_trip": round_trip,
    "timeout": timeout,
    "receive": receive,
    "send": send,
    "duplex": duplex,
    "many": many,
    "open": open_close,
})
