import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { MlesError, connect } from '../../main/js/mles.js';
import { Backoff } from '../../main/js/backoff.js';
import { encode } from '../../main/js/cbor.js';
import { encodePayload } from '../../main/js/payload.js';
import { FakeServer, turn } from './server.js';

let server;
let mles;
let events;
let random;

beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
    random = Math.random;
    Math.random = () => 0.5;
    server = new FakeServer();
    events = [];
});

afterEach(() => {
    mles?.close();
    mock.timers.reset();
    Math.random = random;
});

function open(options = {}) {
    mles = connect('ws://test', { WebSocket: server.WebSocket, ...options });
    for (const type of ['up', 'down', 'refused', 'delayed', 'gap']) {
        mles.addEventListener(type, ({ detail }) => events.push({ type, ...detail }));
    }
    return mles;
}

/** Lets time go by in steps, as promises have their turn between timers. */
async function wait(millis, step = 250) {
    for (let passed = 0; passed < millis; passed += step) {
        mock.timers.tick(step);
        await turn();
    }
}

/** Collects the texts of a channel. */
function listen(channel) {
    const heard = { texts: [], presence: [], error: null };
    (async () => {
        for await (const message of channel) {
            (message.empty ? heard.presence : heard.texts).push(message.empty ? message.uid : message.text());
        }
    })().catch((error) => {
        heard.error = error;
    });
    return heard;
}

function of(type) {
    return events.filter((event) => event.type === type);
}

function joins() {
    return server.seen.filter(({ join }) => join !== undefined);
}

test('both subprotocols are offered, and the token behind them', async () => {
    open({ token: 'fig' });
    assert.deepEqual(server.socket.protocols, ['mles-websocket', 'mles-websocket-2', 'mles-token.Zmln']);
    await turn();
    assert.ok(mles.isUp);
});

test('publish resolves when the message has its place', async () => {
    const garden = await open().join('ann', 'garden');
    server.isPrompt = false;
    let done = false;
    const published = garden.publish('figs').then(() => {
        done = true;
    });
    await turn();
    assert.equal(done, false);
    server.run();
    await published;
    assert.deepEqual(server.texts('garden'), ['', 'figs']);
});

test('history comes first, then live messages, with their numbers', async () => {
    server.publish('bob', 'garden', 'one');
    const garden = await open().join('ann', 'garden');
    server.publish('bob', 'garden', 'two');
    const reader = garden[Symbol.asyncIterator]();
    const got = [(await reader.next()).value, (await reader.next()).value];
    assert.deepEqual(got.map((message) => [message.number, message.time, message.text()]), [[1, 0, 'one'], [2, 2, 'two']]);
});

test('a resumed join is quiet, says since when, and brings what was missed, once', async () => {
    const garden = await open().join('ann', 'garden', { first: 'hello' });
    const heard = listen(garden);
    server.publish('bob', 'garden', 'one');
    await turn();
    server.cut();
    server.publish('bob', 'garden', 'two');
    await wait(500);
    server.publish('bob', 'garden', 'three');
    await turn();
    assert.deepEqual(heard.texts, ['one', 'two', 'three']);
    assert.deepEqual(joins().map(({ quiet, since }) => [quiet, since?.[1]]), [[true, undefined], [undefined, 2]]);
    assert.deepEqual(server.texts('garden').filter((text) => text === 'hello'), ['hello'], 'the first message is published once');
    assert.deepEqual(of('gap'), []);
});

test('a gap is told, and what is there comes', async () => {
    const garden = await open().join('ann', 'garden');
    const heard = listen(garden);
    server.publish('bob', 'garden', 'one');
    await turn();
    server.cut();
    server.limit = 1;
    server.publish('bob', 'garden', 'two');
    server.publish('bob', 'garden', 'three');
    await wait(500);
    assert.deepEqual(heard.texts, ['one', 'three']);
    assert.deepEqual(of('gap'), [{ type: 'gap', uid: 'ann', channel: 'garden' }]);
});

test('another epoch is a gap, and its numbers count anew', async () => {
    const garden = await open().join('ann', 'garden');
    const heard = listen(garden);
    ['one', 'two', 'three'].forEach((text) => server.publish('bob', 'garden', text));
    await turn();
    server.restart();
    server.publish('bob', 'garden', 'four');
    await wait(500);
    assert.deepEqual(heard.texts, ['one', 'two', 'three', 'four']);
    assert.equal(of('gap').length, 1);
});

test('what was under way when the connection broke is published again, but not what arrived', async () => {
    const garden = await open().join('ann', 'garden');
    server.isPrompt = false;
    const all = ['arrived', 'lost'].map((text) => garden.publish(text));
    const queued = server.socket;
    server.step(queued, 'sent');
    server.cut();
    all.push(garden.publish('while down'));
    server.isPrompt = true;
    await wait(500);
    await Promise.all(all);
    assert.deepEqual(server.texts('garden').slice(1), ['arrived', 'lost', 'while down']);
});

test('what a gap may hide is not published twice, but told', async () => {
    const garden = await open().join('ann', 'garden');
    server.isPrompt = false;
    const published = assert.rejects(garden.publish('figs'), { name: 'MlesError', reason: 'unknown' });
    server.step(server.socket, 'sent');
    server.restart();
    server.isPrompt = true;
    await wait(500);
    await published;
    await garden.publish('on');
    assert.deepEqual(server.texts('garden'), ['on']);
});

test('own messages do not come back by a replay', async () => {
    const garden = await open().join('ann', 'garden');
    const heard = listen(garden);
    await garden.publish('mine');
    server.restart();
    server.log('garden').messages.push({ n: 1, t: 0, m: server.seen.find(({ publish }) => publish !== undefined).m, isEmpty: false });
    server.log('garden').n = 1;
    server.publish('bob', 'garden', 'theirs');
    await wait(500);
    assert.deepEqual(heard.texts, ['theirs']);
});

test('a payload that cannot be read ends a replay as well', async () => {
    const garden = await open().join('ann', 'garden');
    server.cut();
    server.log('garden').messages.push({ n: 1, t: 0, m: Uint8Array.of(0xff), isEmpty: false });
    server.log('garden').n = 1;
    await wait(500);
    await garden.publish('figs');
});

test('refusals for now are tried again with growing random waits, at no cost of other channels', async () => {
    let refused = 0;
    server.refusal = (uid, name) => name === 'full' && refused++ < 6 ? { reason: 'channel-limit', retry: true } : null;
    open();
    const garden = await mles.join('ann', 'garden');
    const full = mles.join('ann', 'full');
    await turn();
    await wait(250 + 500 + 1000 + 2000 + 4000);
    await garden.publish('works');
    assert.deepEqual(of('delayed').map(({ retryIn }) => retryIn), [250, 500, 1000, 2000, 4000, 8000]);
    await wait(8000);
    assert.equal((await full).name, 'full');
    assert.equal(server.sockets.length, 1);
});

test('a join beyond the rate waits four seconds at most', async () => {
    let refused = 0;
    server.refusal = () => refused++ < 6 ? { reason: 'rate-limit', retry: true } : null;
    open();
    const garden = mles.join('ann', 'garden');
    await turn();
    await wait(250 + 500 + 1000 + 2000 + 2000 + 2000);
    assert.deepEqual(of('delayed').map(({ retryIn }) => retryIn), [250, 500, 1000, 2000, 2000, 2000]);
    await (await garden).publish('works');
});

test('a refusal for good ends that channel only', async () => {
    server.refusal = (uid, name) => name === 'secret' ? { reason: 'not-allowed', retry: false } : null;
    open();
    const garden = await mles.join('ann', 'garden');
    await assert.rejects(mles.join('ann', 'secret'), { name: 'MlesError', reason: 'not-allowed' });
    await garden.publish('works');
    assert.deepEqual(of('refused'), [{ type: 'refused', uid: 'ann', channel: 'secret', reason: 'not-allowed' }]);
    assert.equal(server.sockets.length, 1);
});

test('a taken name is refused, but one that was ours is waited for', async () => {
    server.log('garden').members.add({ uid: 'bob', name: 'garden', socket: { gone: true } });
    open();
    await assert.rejects(mles.join('bob', 'garden'), { reason: 'duplicate-cid' });
    const garden = await mles.join('ann', 'garden');
    server.cut();
    const ghost = { uid: 'ann', name: 'garden', socket: { gone: true } };
    server.log('garden').members.add(ghost);
    await wait(1000);
    assert.equal(of('delayed')[0].reason, 'duplicate-cid');
    server.log('garden').members.delete(ghost);
    await wait(3000);
    await garden.publish('back');
    assert.equal(of('refused').length, 1);
});

test('a member that the server ends for now comes back, and one that it ends for good is told', async () => {
    open();
    const garden = await mles.join('ann', 'garden');
    const heard = listen(garden);
    server.left(server.socket, 0, 'too-slow', true);
    server.publish('bob', 'garden', 'missed');
    await wait(500);
    assert.deepEqual(heard.texts, ['missed']);
    server.left(server.socket, 1, 'evicted', false);
    await turn();
    assert.equal(heard.error.reason, 'evicted');
    await assert.rejects(garden.publish('x'), { reason: 'evicted' });
});

test('waits between connections grow to 30 s, with full jitter, and begin anew after a good connection', async () => {
    server.onSocket = (socket) => queueMicrotask(() => socket.end());
    open();
    for (let i = 0; i < 9; i++) {
        await turn();
        mock.timers.tick(events.at(-1).retryIn);
    }
    assert.deepEqual(of('down').map(({ retryIn }) => retryIn), [250, 500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
    Math.random = () => 0.999;
    server.onSocket = FakeServer.prototype.onSocket;
    await wait(31_000);
    assert.ok(mles.isUp);
    await wait(6_000);
    server.cut();
    assert.equal(events.at(-1).retryIn, 500);
});

test('clients that were cut off together come back spread out', () => {
    Math.random = random;
    const tenths = Array(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
        tenths[Math.min(9, Math.floor(new Backoff().next() / 50))]++;
    }
    assert.ok(Math.min(...tenths) > 800 && Math.max(...tenths) < 1200, `${tenths}`);
});

test('a connection that says nothing for twice its ping is dead, one that talks is not', async () => {
    server.ping = 10_000;
    const garden = await open().join('ann', 'garden');
    for (let i = 0; i < 5; i++) {
        await wait(9_000);
        server.say(server.socket, { alive: true });
    }
    assert.deepEqual(of('down'), []);
    await turn();
    await wait(19_750);
    assert.deepEqual(of('down'), []);
    await wait(250);
    assert.deepEqual(of('down').map(({ reason }) => reason), ['unresponsive']);
    await wait(1000);
    await garden.publish('back');
});

test('a message that takes longer than twice the ping gets more time on the next connection', async () => {
    server.ping = 10_000;
    const heard = listen(await open().join('ann', 'garden'));
    await wait(20_250);
    assert.equal(of('down').length, 1);
    await wait(38_000);
    assert.equal(of('down').length, 1);
    server.publish('bob', 'garden', 'a long one');
    await turn();
    assert.deepEqual(heard.texts, ['a long one']);
});

test('each connection that talked and then says nothing is dead after twice its ping', async () => {
    server.ping = 10_000;
    const garden = await open().join('ann', 'garden');
    for (let deaths = 1; deaths <= 3; deaths++) {
        await wait(9_000);
        server.say(server.socket, { alive: true });
        await turn();
        await wait(19_750);
        assert.equal(of('down').length, deaths - 1);
        await wait(250);
        assert.equal(of('down').length, deaths);
        await wait(1000);
        await garden.publish('back');
    }
});

test('a connection that had more time for a long message has no more once it talked', async () => {
    server.ping = 10_000;
    await open().join('ann', 'garden');
    await wait(20_250 + 30_000);
    assert.equal(of('down').length, 1, 'it has 40 s');
    server.say(server.socket, { alive: true });
    await turn();
    await wait(19_750);
    assert.equal(of('down').length, 1);
    await wait(250);
    assert.equal(of('down').length, 2);
});

test('a machine that slept looks at its connection at once, and keeps a good one', async () => {
    server.ping = 10_000;
    open();
    await turn();
    mock.timers.setTime(Date.now() + 3_600_000); // all timers that are due fire, late
    await turn();
    server.say(server.socket, { alive: true });
    await wait(5_000);
    assert.deepEqual(of('down'), []);
    mock.timers.setTime(Date.now() + 3_600_000);
    await wait(3_250);
    assert.deepEqual(of('down').map(({ reason }) => reason), ['unresponsive']);
});

test('back online or on the page, a long wait is cut short and a good connection is kept', async () => {
    const listeners = {};
    const at = (type, listener) => {
        listeners[type] = listener;
    };
    globalThis.addEventListener = at;
    globalThis.removeEventListener = () => {};
    globalThis.document = { addEventListener: at, removeEventListener() {}, visibilityState: 'visible' };
    try {
        server.ping = 10_000;
        open();
        await turn();
        listeners.online();
        listeners.visibilitychange();
        await wait(9_000);
        server.say(server.socket, { alive: true });
        await wait(5_000);
        assert.deepEqual(of('down'), [], 'it owed nothing');
        server.onSocket = (socket) => queueMicrotask(() => socket.end());
        server.cut();
        await wait(12_000);
        server.onSocket = FakeServer.prototype.onSocket;
        assert.ok(events.at(-1).retryIn >= 8_000);
        listeners.online();
        await wait(250);
        assert.ok(mles.isUp);
    } finally {
        delete globalThis.addEventListener;
        delete globalThis.removeEventListener;
        delete globalThis.document;
    }
});

test('a socket that never opens is given up', async () => {
    server.onSocket = () => {};
    open();
    await wait(20_250);
    assert.deepEqual(of('down').map(({ reason }) => reason), ['timeout']);
});

test('a slow reader leaves, loses nothing, and others go on', async () => {
    open();
    const slow = await mles.join('ann', 'slow', { inboxMessages: 10 });
    const fast = await mles.join('ann', 'fast');
    const heard = listen(fast);
    for (let i = 0; i < 100; i++) {
        server.publish('bob', 'slow', `${i}`);
        server.publish('bob', 'fast', `${i}`);
    }
    await turn();
    assert.equal(heard.texts.length, 100);
    assert.ok(server.seen.some(({ leave }) => leave === 0), 'it left');
    await slow.publish('while full');
    const late = listen(slow);
    for (let i = 0; i < 40 && late.texts.length < 100; i++) {
        await turn();
    }
    assert.deepEqual(late.texts, [...Array(100).keys()].map(String));
    assert.equal(slow.dropped, 0);
    assert.deepEqual(of('gap'), []);
    assert.equal(server.texts('slow').filter((text) => text === 'while full').length, 1);
});

test('bytes bound an inbox as well, and a history that ends before tells of a gap', async () => {
    open();
    const slow = await mles.join('ann', 'slow', { inboxBytes: 20 });
    server.limit = 3;
    for (let i = 0; i < 10; i++) {
        server.publish('bob', 'slow', `ten bytes${i}`);
    }
    await turn();
    const late = listen(slow);
    for (let i = 0; i < 10; i++) {
        await turn();
    }
    assert.deepEqual(late.texts.map((text) => text.at(-1)), ['0', '1', '7', '8', '9']);
    assert.equal(of('gap').length, 1);
});

test('leave resolves when the server knows, and joining again brings history', async () => {
    open();
    const garden = await mles.join('ann', 'garden');
    const heard = listen(garden);
    await garden.publish('mine');
    await garden.leave();
    assert.equal(server.log('garden').members.size, 0);
    await assert.rejects(garden.publish('x'), { reason: 'left' });
    const again = listen(await mles.join('ann', 'garden'));
    await turn();
    assert.deepEqual(again.texts, ['mine']);
    assert.equal(heard.error, null);
    server.isPrompt = false;
    const leaving = mles.join('ann', 'b');
    server.run();
    const b = await leaving;
    b.leave();
    const next = mles.join('ann', 'b');
    await turn();
    server.run();
    assert.equal((await next).name, 'b', 'without a wait for the end of the first');
});

test('a connection has one membership of a channel', async () => {
    open();
    await mles.join('ann', 'garden');
    await assert.rejects(mles.join('eve', 'garden'), { reason: 'duplicate-channel' });
});

test('abandoned readers take nothing away', async () => {
    const garden = await open().join('ann', 'garden');
    const reader = garden[Symbol.asyncIterator]();
    const given = await Promise.race([reader.next(), Promise.resolve('late')]);
    assert.equal(given, 'late');
    const same = reader.next();
    server.publish('bob', 'garden', 'one');
    assert.equal((await same).value.text(), 'one');
    reader.next();
    await reader.return();
    server.publish('bob', 'garden', 'two');
    server.publish('bob', 'garden', 'three');
    const texts = [];
    for await (const message of garden) {
        texts.push(message.text());
        break;
    }
    for await (const message of garden) {
        texts.push(message.text());
        break;
    }
    assert.deepEqual(texts, ['two', 'three']);
});

test('signals end joins and publishes', async () => {
    open();
    const stop = new AbortController();
    server.refusal = (uid, name) => name === 'full' ? { reason: 'channel-limit', retry: true } : null;
    const joining = assert.rejects(mles.join('ann', 'full', { signal: stop.signal }), { message: 'enough' });
    await turn();
    stop.abort(new Error('enough'));
    await joining;
    await wait(60_000, 1000);
    assert.equal(joins().length, 1, 'it is not tried again');
    server.refusal = () => null;
    const garden = await mles.join('ann', 'garden');
    server.cut();
    const other = new AbortController();
    const publishing = assert.rejects(garden.publish('never', { signal: other.signal }), { message: 'enough' });
    await turn();
    other.abort(new Error('enough'));
    await publishing;
    await wait(1000);
    await garden.publish('on');
    assert.deepEqual(server.texts('garden').filter((text) => text !== ''), ['on']);
    await assert.rejects(garden.publish('x', { signal: AbortSignal.abort(new Error('before')) }), { message: 'before' });
});

test('a wrong token ends the connection, with its reason', async () => {
    server.accept = (socket) => {
        socket.open('mles-websocket-2');
        socket.end(1008, 'wrong-token');
    };
    open({ token: 'fig' });
    await assert.rejects(mles.join('ann', 'garden'), { name: 'MlesError', reason: 'wrong-token' });
    assert.deepEqual(events, [{ type: 'down', code: 1008, reason: 'wrong-token', retryIn: null }]);
    await assert.rejects(mles.join('ann', 'b'), { reason: 'wrong-token' });
    await wait(60_000, 1000);
    assert.equal(server.sockets.length, 1);
});

test('a function is asked for the token at each attempt, and again after a wrong one', async () => {
    server.accept = (socket) => {
        if (socket.protocols[2] === 'mles-token.YzM') {
            FakeServer.prototype.accept.call(server, socket);
        } else {
            socket.open('mles-websocket-2');
            socket.end(1008, 'wrong-token');
        }
    };
    let asked = 0;
    open({ token: async () => {
        asked++;
        if (asked === 2) {
            throw new Error('no network');
        }
        return `c${asked}`;
    } });
    const joining = mles.join('ann', 'garden');
    await wait(2000);
    await joining;
    assert.deepEqual(of('down').map(({ reason }) => reason), ['wrong-token', 'token: no network']);
});

test('a message that is too long for the server ends alone', async () => {
    const garden = await open().join('ann', 'garden');
    server.isPrompt = false;
    const long = assert.rejects(garden.publish('x'.repeat(1000)), { reason: 'too-large' });
    const short = garden.publish('short');
    await turn();
    server.cut(server.socket, 1009, 'too-large');
    server.isPrompt = true;
    await wait(500);
    await long;
    await short;
    assert.deepEqual(server.texts('garden').slice(1), ['short']);
});

test('a message that is too long for a channel ends the membership, which comes back without it', async () => {
    const garden = await open().join('ann', 'garden');
    server.isPrompt = false;
    const long = assert.rejects(garden.publish('x'.repeat(1000)), { reason: 'too-large' });
    server.socket.sent = [];
    server.left(server.socket, 0, 'too-large', false);
    server.isPrompt = true;
    server.run();
    await long;
    await garden.publish('short');
    assert.deepEqual(server.texts('garden').slice(1), ['short']);
});

test('history that comes back under other numbers is not delivered twice', async () => {
    const garden = await open().join('ann', 'garden');
    const heard = listen(garden);
    server.publish('bob', 'garden', 'one');
    await turn();
    server.restart();
    await wait(500);
    server.publish('bob', 'garden', 'one');
    server.publish('bob', 'garden', 'two');
    server.publish('bob', 'garden', 'one');
    await turn();
    assert.deepEqual(heard.texts, ['one', 'two', 'one']);
});

test('lives of a server without messages are no gap, and positions of each life are its own', async () => {
    const garden = await open().join('ann', 'garden');
    const heard = listen(garden);
    server.publish('bob', 'garden', 'one');
    await turn();
    for (let lives = 0; lives < 3; lives++) {
        server.reload();
        await wait(40_000);
    }
    server.publish('bob', 'garden', 'two');
    await turn();
    server.reload();
    server.publish('bob', 'garden', 'three');
    await wait(40_000);
    assert.deepEqual(heard.texts, ['one', 'two', 'three']);
    assert.deepEqual(joins().map(({ since }) => since && [since[0].at(-1), since[1]]),
        [undefined, [1, 1], [1, 1], [1, 1], [4, 2]]);
    assert.deepEqual(of('gap'), []);
});

test('what a client publishes first in a life is a position of that life', async () => {
    const garden = await open().join('ann', 'garden');
    await garden.publish('one');
    server.reload();
    await wait(40_000);
    await garden.publish('two');
    server.reload();
    await wait(40_000);
    assert.deepEqual(joins().map(({ since }) => since && [since[0].at(-1), since[1]]), [undefined, [1, 1], [2, 2]]);
    assert.deepEqual(of('gap'), []);
});

test('bytes that have not left are counted, in the socket and before it', async () => {
    const garden = await open().join('ann', 'garden');
    server.socket.bufferedAmount = 2 * 1024 * 1024;
    garden.publish(new Uint8Array(5000));
    await turn();
    assert.equal(mles.unsentBytes, 2 * 1024 * 1024 + 5000);
    server.cut();
    await turn();
    assert.equal(mles.unsentBytes, 5000);
    await wait(500);
    assert.equal(mles.unsentBytes, 0);
});

test('more than the socket takes waits', async () => {
    const garden = await open().join('ann', 'garden');
    server.socket.bufferedAmount = 2 * 1024 * 1024;
    const published = garden.publish('figs');
    await wait(1000);
    assert.deepEqual(server.texts('garden'), ['']);
    server.socket.bufferedAmount = 0;
    await wait(250);
    await published;
});

test('a number that is not above the last one was there already', async () => {
    const garden = await open().join('ann', 'garden');
    const heard = listen(garden);
    server.publish('bob', 'garden', 'one');
    server.publish('bob', 'garden', 'two');
    await turn();
    for (const { n, t, m } of server.log('garden').messages) {
        server.say(server.socket, { n, t, m });
    }
    await turn();
    assert.deepEqual(heard.texts, ['one', 'two']);
});

test('close ends everything quietly', async () => {
    const garden = await open().join('ann', 'garden');
    const heard = listen(garden);
    mles.close();
    await turn();
    assert.equal(heard.error, null);
    await assert.rejects(garden.publish('x'), MlesError);
    await assert.rejects(mles.join('ann', 'b'), { reason: 'left' });
});

test('unknown keys and envelopes are skipped, and so is one that was cut', async () => {
    const garden = await open().join('ann', 'garden');
    server.socket.take(encode({ news: 1 }));
    server.socket.take(encode({ extra: ['x'], n: 1, t: 1, m: encodePayload('bob', 'garden', Uint8Array.of(65)) }));
    assert.equal((await garden[Symbol.asyncIterator]().next()).value.text(), 'A');
    server.socket.take(Uint8Array.of(0xff));
    await turn();
    assert.deepEqual(of('down'), []);
});
