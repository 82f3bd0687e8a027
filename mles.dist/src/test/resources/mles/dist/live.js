/**
 * mles.js on a real server, for tests: talks through a proxy that cuts its connections at random, and checks that each message came
 * once and in order, and that each publish that resolved has its place. The arguments are the server's port, seconds and a seed.
 */
import assert from 'node:assert/strict';
import { createServer, connect as dial } from 'node:net';
import { connect } from './mles.js';

const [port, seconds, seed] = process.argv.slice(2).map(Number);
const UIDS = ['ann', 'bob', 'eve'];
const CHANNELS = [`garden ${process.pid}`, `kitchen ${process.pid}`];

const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
let state = seed;
const pick = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
};

/** Cuts a connection after a random number of bytes of either side, now and then. */
const proxy = createServer((near) => {
    const far = dial(port, '127.0.0.1');
    const end = () => {
        near.destroy();
        far.destroy();
    };
    for (const [from, to] of [[near, far], [far, near]]) {
        from.on('data', (bytes) => to.write(bytes));
        from.on('close', end).on('error', end);
    }
    cables.add(end);
    near.on('close', () => cables.delete(end));
});
const cables = new Set();
await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
const url = `ws://127.0.0.1:${proxy.address().port}`;

const heard = new Map();
const placed = new Map();
const gaps = [];
let quiet = false;

async function listen(channel, list) {
    for await (const message of channel) {
        if (!message.empty) {
            list.push({ n: message.number, text: message.text() });
        }
    }
}

async function talk(channel, list) {
    for (let i = 0; !quiet; i++) {
        const burst = [1, 2, 3, 4, 5].map((part) => `${channel.uid} ${i}.${part}`);
        await Promise.all(burst.map((text) => channel.publish(text)));
        list.push(...burst);
        await sleep(pick() * 10);
    }
}

const talks = [];
let cuts = 0;
const clients = UIDS.map((uid) => {
    const mles = connect(url);
    mles.addEventListener('gap', ({ detail }) => gaps.push(detail));
    mles.addEventListener('refused', ({ detail }) => gaps.push(detail));
    for (const name of CHANNELS) {
        const key = `${uid} ${name}`;
        heard.set(key, []);
        placed.set(key, []);
        talks.push((async () => {
            const channel = await mles.join(uid, name, { inboxMessages: 1_000_000 });
            listen(channel, heard.get(key));
            await talk(channel, placed.get(key));
        })());
    }
    return mles;
});
const until = Date.now() + seconds * 1000;
while (Date.now() < until) {
    await sleep(pick() * 400);
    const open = [...cables];
    if (open.length > 0) {
        open[Math.floor(pick() * open.length)]();
        cuts++;
    }
}
quiet = true;
await Promise.all(talks);
await sleep(1000);
let total = 0;
for (const name of CHANNELS) {
    for (const uid of UIDS) {
        for (const other of UIDS.filter((each) => each !== uid)) {
            const got = heard.get(`${uid} ${name}`).map(({ text }) => text).filter((text) => text.startsWith(`${other} `));
            assert.deepEqual(got, placed.get(`${other} ${name}`), `${uid} of ${other} on ${name}`);
            total += got.length;
        }
        const numbers = heard.get(`${uid} ${name}`).map(({ n }) => n);
        assert.ok(numbers.every((n, i) => i === 0 || n > numbers[i - 1]), 'numbers rise');
    }
}
assert.deepEqual(gaps, []);
clients.forEach((mles) => mles.close());
proxy.close();
console.log(`heard ${total}, cuts ${cuts}`);
process.exit(0);
