/**
 * mles.js on a real server, for tests: talks through a proxy that cuts its connections at random, half of them silently, and counts
 * what was lost, doubled and out of order of the publishes that resolved. The arguments are the server's port, seconds, milliseconds
 * between two cuts, a seed, and `v1` for a client that offers no `mles-websocket-2`. The exit code is 1 when v2 has faults.
 */
import { createServer, connect as dial } from 'node:net';
import { connect } from './mles.js';

const [port, seconds, between, seed] = process.argv.slice(2, 6).map(Number);
const isOld = process.argv[6] === 'v1';
const UIDS = ['ann', 'bob', 'eve'];
const CHANNELS = [`garden ${process.pid}`, `kitchen ${process.pid}`];

const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
let state = seed;
const pick = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
};

const proxy = createServer((near) => {
    const far = dial(port, '127.0.0.1');
    let flows = true;
    const end = () => {
        near.destroy();
        far.destroy();
    };
    for (const [from, to] of [[near, far], [far, near]]) {
        from.on('data', (bytes) => flows && to.write(bytes));
        from.on('close', () => flows && end()).on('error', end);
    }
    /** Ends both connections, or loses all that comes and says nothing of it to either side. */
    const cut = (silently) => {
        flows = flows && !silently;
        if (!silently) {
            end();
        }
    };
    cables.add(cut);
    near.on('close', () => cables.delete(cut));
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

class OldSocket extends WebSocket {
    constructor(address, protocols) {
        super(address, protocols.filter((protocol) => protocol !== 'mles-websocket-2'));
    }
}

const talks = [];
const downs = [];
let cuts = 0;
const clients = UIDS.map((uid) => {
    const mles = connect(url, { WebSocket: isOld ? OldSocket : WebSocket });
    mles.addEventListener('down', ({ detail }) => downs.push(detail.reason || detail.code));
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
    await sleep(2 * pick() * between);
    const open = [...cables];
    if (open.length > 0) {
        open[Math.floor(pick() * open.length)](pick() < 0.5);
        cuts++;
    }
}
cables.forEach((cut) => cut(false));
quiet = true;
await Promise.all(talks);
const others = (uid) => UIDS.filter((each) => each !== uid);
const hasLast = (uid, name) => others(uid).every((other) =>
    heard.get(`${uid} ${name}`).some(({ text }) => text === placed.get(`${other} ${name}`).at(-1)));
/** A client that was cut often may wait up to 30 s. */
const latest = Date.now() + 40_000;
while (Date.now() < latest && !CHANNELS.every((name) => UIDS.every((uid) => hasLast(uid, name)))) {
    await sleep(200);
}
await sleep(500);
const sum = { published: 0, heard: 0, lost: 0, doubled: 0, outOfOrder: 0 };
for (const name of CHANNELS) {
    for (const uid of UIDS) {
        const all = heard.get(`${uid} ${name}`);
        for (const other of others(uid)) {
            const sent = placed.get(`${other} ${name}`);
            const places = new Map(sent.map((text, place) => [text, place]));
            const got = all.map(({ text }) => text).filter((text) => places.has(text));
            const once = [...new Set(got)].map((text) => places.get(text));
            sum.published += sent.length;
            sum.heard += got.length;
            sum.lost += sent.length - once.length;
            sum.doubled += got.length - once.length;
            sum.outOfOrder += once.filter((place, i) => i > 0 && place < once[i - 1]).length;
        }
        sum.outOfOrder += isOld ? 0 : all.filter(({ n }, i) => i > 0 && n <= all[i - 1].n).length;
    }
}
clients.forEach((mles) => mles.close());
proxy.close();
console.log(JSON.stringify({ cuts, downs: downs.length, silent: downs.filter((why) => why === 'unresponsive').length, gaps, ...sum }));
const faults = sum.lost + sum.doubled + sum.outOfOrder + gaps.length;
process.exit(isOld || (faults === 0 && sum.heard > 0 && downs.length > 0) ? 0 : 1);
