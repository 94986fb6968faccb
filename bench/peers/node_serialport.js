#!/usr/bin/env node
// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The client that uses node-serialport: its stream's `data` events and write callbacks (see
// README.md here).
'use strict';

const fs = require('fs');
const { SerialPort } = require('serialport'); // NODE_PATH says where
const { version } = require('serialport/package.json');

function fail(...what) {
    process.stderr.write(what.join(' ') + '\n');
    process.exit(1);
}
process.on('uncaughtException', (error) => fail(error.stack));

function openPort(path, highWaterMark = 65536, baudRate = 115200) {
    return new Promise((resolve, reject) => {
        const port = new SerialPort({ path, baudRate, autoOpen: false, highWaterMark });
        port.on('error', (error) => fail('error event:', error.message));
        port.on('close', (error) => error && fail('closed:', error.message));
        port.open((error) => (error ? reject(error) : resolve(port)));
    });
}

function closePort(port) {
    return new Promise((resolve, reject) => port.close((error) => (error ? reject(error) : resolve())));
}

// 256 different messages: an answer that is late or comes twice is noticed.
function makeMessages(size) {
    return Array.from({ length: 256 }, (_, first) => Buffer.from(Array.from({ length: size }, (_, at) => first + at)));
}

function write(port, data) {
    port.write(data, (error) => error && fail('write:', error.message));
}

function percentile(ordered, share) {
    return ordered[Math.max(1, Math.ceil(ordered.length * share)) - 1];
}

// Whether there is another turn. Waiting holds up the loop, which has nothing to do meanwhile.
function waitForTurn() {
    return fs.readSync(0, Buffer.alloc(1)) === 1;
}

// The line that ends a turn.
function tell(job, result) {
    fs.writeSync(1, JSON.stringify({ count: job.count, ...result, version }) + '\n');
}

// Runs work(count, samples) by the clock, once for each turn.
async function measure(job, work) {
    while (waitForTurn()) {
        const samples = [];
        const usage = process.resourceUsage(); // microseconds, of all threads
        const begin = process.hrtime.bigint();
        await work(job.count, samples);
        const seconds = Number(process.hrtime.bigint() - begin) * 1e-9;
        const after = process.resourceUsage();
        const result = {
            seconds,
            user: (after.userCPUTime - usage.userCPUTime) * 1e-6,
            system: (after.systemCPUTime - usage.systemCPUTime) * 1e-6,
        };
        if (samples.length > 0) {
            samples.sort((a, b) => a - b);
            Object.assign(result, {
                p50: percentile(samples, 0.5), p99: percentile(samples, 0.99), p999: percentile(samples, 0.999),
            });
        }
        tell(job, result);
    }
}

// The loop of one port, for round_trip and many: `shared` counts over all ports.
function loop(port, messages, size, shared, samples) {
    return new Promise((resolve) => {
        let message, answer, begin;
        const start = () => {
            message = messages[shared.begun++ % 256];
            answer = [];
            begin = process.hrtime.bigint();
            write(port, message);
        };
        let got = 0;
        const data = (part) => {
            answer.push(part);
            got += part.length;
            if (got < size) return;
            const whole = answer.length === 1 ? part : Buffer.concat(answer);
            samples.push(Number(process.hrtime.bigint() - begin));
            if (!whole.equals(message)) fail('a wrong answer:', whole.toString('hex'), 'to', message.toString('hex'));
            got = 0;
            if (shared.begun < shared.count) return start();
            port.off('data', data);
            resolve();
        };
        port.on('data', data);
        start();
    });
}

// Resolves when `count` bytes came; `check` may look at each part.
function readAll(port, count, check) {
    return new Promise((resolve) => {
        let got = 0;
        const data = (part) => {
            got += part.length;
            if (got > count) fail('more came than was asked for:', got);
            if (check) check(part);
            if (got < count) return;
            port.off('data', data);
            resolve();
        };
        port.on('data', data);
    });
}

function writeAll(port, buffer, count) {
    return new Promise((resolve) => {
        const next = () => {
            if (count === 0) return resolve();
            const part = Math.min(count, buffer.length);
            count -= part;
            port.write(buffer.subarray(0, part), (error) => (error ? fail('write:', error.message) : next()));
        };
        next();
    });
}

function isK(part) {
    if (part.toString() !== 'k') fail('a wrong answer:', part.toString());
}

const measures = {
    async round_trip(job) {
        const port = await openPort(job.ports[0]);
        const messages = makeMessages(job.size);
        return measure(job, (count, samples) =>
            loop(port, messages, job.size, { begun: 0, count }, samples));
    },
    async receive(job) {
        const port = await openPort(job.ports[0], job.size);
        return measure(job, (count) => {
            const all = readAll(port, count);
            write(port, 'g');
            return all;
        });
    },
    async send(job) {
        const port = await openPort(job.ports[0]);
        const buffer = Buffer.alloc(job.size, 'd');
        return measure(job, async (count) => {
            const answer = readAll(port, 1, isK);
            await writeAll(port, buffer, count);
            await answer;
        });
    },
    async duplex(job) {
        const port = await openPort(job.ports[0], job.size);
        const buffer = Buffer.alloc(job.size, 'd');
        return measure(job, (count) => {
            const all = readAll(port, count + 1); // and the `k`
            write(port, 'g');
            return Promise.all([all, writeAll(port, buffer, count)]);
        });
    },
    async many(job) {
        const ports = [];
        for (const name of job.ports) ports.push(await openPort(name));
        const messages = makeMessages(job.size);
        return measure(job, (count) => {
            const shared = { begun: 0, count };
            return Promise.all(ports.slice(0, count).map((port) => loop(port, messages, job.size, shared, [])));
        });
    },
    async open(job) {
        // Never the rate that the port has, so that each open has something to set.
        let other = false;
        return measure(job, async (count, samples) => {
            for (let i = 0; i < count; ++i) {
                const begin = process.hrtime.bigint();
                other = !other;
                await closePort(await openPort(job.ports[0], undefined, other ? 57600 : 115200));
                samples.push(Number(process.hrtime.bigint() - begin));
            }
        });
    },
    async idle(job) {
        if (!waitForTurn()) return;
        const before = process.memoryUsage();
        const ports = [];
        for (const name of job.ports) {
            const port = await openPort(name, job.size);
            port.on('data', () => fail('data from a silent device'));
            ports.push(port);
        }
        const after = process.memoryUsage();
        const memory = { heap: after.heapUsed - before.heapUsed, resident: after.rss - before.rss };
        tell(job, { seconds: 0, user: 0, system: 0, memory });
    },
};

function parse(list) {
    const job = { measure: list[0], count: 0, size: 0, ports: [] };
    for (let i = 1; i < list.length; ++i) {
        if (list[i] === '--count' || list[i] === '--size') {
            job[list[i].slice(2)] = Number(list[++i]);
        } else {
            job.ports.push(list[i]);
        }
    }
    const natural = (n) => Number.isInteger(n) && n > 0;
    if (!(job.measure in measures) || !natural(job.count) || !natural(job.size) || job.ports.length === 0) {
        fail('usage: node_serialport.js MEASURE --count N --size S PORT [PORT...]');
    }
    return job;
}

if (process.argv[2] === '--measures') {
    console.log(Object.keys(measures).join('\n'));
} else {
    const job = parse(process.argv.slice(2));
    measures[job.measure](job).then(() => process.exit(0), (error) => fail(`${job.measure}:`, error.stack));
}
