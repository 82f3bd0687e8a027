/** Random cuts: whatever breaks, and whenever, each message comes once and in order, or a gap is told. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { connect } from '../../main/js/mles.js';
import { FakeServer, turn } from './server.js';

const STEPS = 300;
const random = Math.random;

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] }));

afterEach(() => {
    mock.timers.reset();
    Math.random = random;
});

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function generator(seed) {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
}

class Run {
    server = new FakeServer();
    heard = { ann: [], bob: [] };
    gaps = 0;
    /** Ends of the publishes, by their texts. */
    ends = new Map();
    channels = {};
    reading = { ann: true, bob: true };

    constructor(seed, { limit, restarts }) {
        this.pick = generator(seed);
        Math.random = this.pick;
        Object.assign(this, { limit, restarts });
        this.server.isPrompt = false;
        this.clients = ['ann', 'bob'].map((uid) => {
            const mles = connect('ws://test', { WebSocket: this.server.WebSocket });
            mles.addEventListener('gap', () => this.gaps++);
            mles.join(uid, 'garden', { inboxMessages: 8 }).then((channel) => this.#read(uid, channel));
            return mles;
        });
    }

    async go() {
        for (let i = 0; i < STEPS; i++) {
            this.#step(i);
            await new Promise((resolve) => setImmediate(resolve));
        }
        this.reading = { ann: true, bob: true };
        this.server.isPrompt = true;
        for (let i = 0; i < 400; i++) {
            this.server.run();
            mock.timers.tick(250);
            await new Promise((resolve) => setImmediate(resolve));
        }
        await turn();
        this.clients.forEach((mles) => mles.close());
    }

    #step(i) {
        const open = this.server.sockets.filter((socket) => socket.readyState === 1);
        const socket = open[Math.floor(this.pick() * open.length)];
        const what = this.pick();
        const uid = this.pick() < 0.5 ? 'ann' : 'bob';
        if (what < 0.25 && this.channels[uid] !== undefined) {
            const text = `${uid} ${i}`;
            this.ends.set(text, 'open');
            this.channels[uid].publish(text).then(() => this.ends.set(text, 'there'), (error) => this.ends.set(text, error.reason));
        } else if (what < 0.6 && socket !== undefined) {
            this.server.step(socket, this.pick() < 0.5 ? 'sent' : 'coming');
        } else if (what < 0.65 && socket !== undefined) {
            this.server.cut(socket);
        } else if (what < 0.66 && this.restarts) {
            this.server.restart();
        } else if (what < 0.7) {
            this.reading[uid] = !this.reading[uid];
        } else if (what < 0.75) {
            this.server.limit = this.limit;
            this.server.publish('eve', 'garden', `eve ${i}`);
        } else {
            mock.timers.tick(200);
        }
    }

    async #read(uid, channel) {
        this.channels[uid] = channel;
        const reader = channel[Symbol.asyncIterator]();
        for (;;) {
            const { done, value } = await reader.next();
            if (done) {
                return;
            }
            if (!value.empty) {
                this.heard[uid].push(value.text());
            }
            while (!this.reading[uid]) {
                await new Promise((resolve) => setImmediate(resolve));
            }
        }
    }
}

function isPart(part, whole) {
    let at = 0;
    return part.every((text) => {
        at = whole.indexOf(text, at) + 1;
        return at > 0;
    });
}

for (let seed = 1; seed <= 50; seed++) {
    test(`no loss, no double, in order: seed ${seed}`, async () => {
        const run = new Run(seed, { limit: Infinity, restarts: false });
        await run.go();
        const order = run.server.texts('garden').filter((text) => text !== '');
        assert.equal(new Set(order).size, order.length, 'none is published twice');
        assert.deepEqual([...run.ends].filter(([text, end]) => end !== 'there' || !order.includes(text)), []);
        for (const uid of ['ann', 'bob']) {
            assert.deepEqual(run.heard[uid], order.filter((text) => !text.startsWith(uid)), uid);
        }
        assert.equal(run.gaps, 0);
    });

    test(`with a short history and restarts, what is missing is told: seed ${seed}`, async () => {
        const run = new Run(seed, { limit: 3, restarts: seed % 2 === 0 });
        await run.go();
        const order = run.server.texts('garden').filter((text) => text !== '');
        assert.equal(new Set(order).size, order.length, 'none is published twice');
        assert.deepEqual([...run.ends.values()].filter((end) => end !== 'there' && end !== 'unknown'), []);
        for (const uid of ['ann', 'bob']) {
            const heard = run.heard[uid];
            assert.equal(new Set(heard).size, heard.length, 'none comes twice');
            const expected = order.filter((text) => !text.startsWith(uid));
            assert.ok(run.restarts || isPart(heard, expected), `in order: ${heard} of ${expected}`);
            assert.ok(run.gaps > 0 || heard.length === expected.length, 'none is missing without a word');
        }
    });
}
