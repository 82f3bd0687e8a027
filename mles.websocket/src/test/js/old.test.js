/** Servers of `mles-websocket`: no answers, no numbers. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { decodePayload, encodePayload } from '../../main/js/payload.js';
import { connect } from '../../main/js/mles.js';
import { FakeSocket, turn } from './server.js';

let sockets;
let mles;
let refused;

/** Takes what comes; tests say what goes. */
const server = {
    get sockets() {
        return sockets;
    },
    onSocket: (socket) => queueMicrotask(() => socket.open('mles-websocket')),
    onSent() {},
    freeAll() {},
};

class Socket extends FakeSocket {
    constructor(url, protocols) {
        super(server, url, protocols);
    }
}

beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
    sockets = [];
    refused = [];
    mles = connect('ws://test', { WebSocket: Socket });
    mles.addEventListener('refused', ({ detail }) => refused.push(detail.reason));
});

afterEach(() => {
    mles.close();
    mock.timers.reset();
});

async function wait(millis) {
    for (let passed = 0; passed < millis; passed += 100) {
        mock.timers.tick(100);
        await turn();
    }
}

async function joined(uid, name, options) {
    const joining = mles.join(uid, name, options);
    await turn();
    await wait(300);
    return joining;
}

function sent(socket = sockets.at(-1)) {
    return socket.sent.map((payload) => decodePayload(payload).message).map((message) => `${message.uid}:${message.text()}`);
}

function say(uid, text) {
    sockets.at(-1).take(encodePayload(uid, 'garden', new TextEncoder().encode(text)));
}

function listen(channel) {
    const heard = [];
    (async () => {
        for await (const message of channel) {
            heard.push(message.text());
        }
    })().catch((error) => heard.push(error.reason));
    return heard;
}

test('a join counts as accepted after a moment, and publishes resolve at once', async () => {
    const garden = await joined('ann', 'garden', { first: 'hello' });
    await garden.publish('figs');
    assert.deepEqual(sent(), ['ann:hello', 'ann:figs']);
    assert.deepEqual(decodePayload(sockets[0].sent[1]).id, undefined);
});

test('after a reconnect the first message is not sent again, and a replay brings only news', async () => {
    const garden = await joined('ann', 'garden', { first: 'hello' });
    const heard = listen(garden);
    say('bob', 'one');
    await garden.publish('mine');
    sockets[0].end();
    await garden.publish('queued');
    await wait(700);
    say('ann', 'hello');
    say('bob', 'one');
    say('ann', 'mine');
    say('bob', 'two');
    say('bob', 'one');
    await turn();
    assert.deepEqual(heard, ['one', 'two', 'one']);
    assert.deepEqual(sent(), ['ann:', 'ann:queued']);
});

test('the close text names the join that is refused, and the others come back', async () => {
    const garden = await joined('ann', 'garden');
    const joining = assert.rejects(mles.join('ann', 'taken'), { reason: 'duplicate-cid' });
    await turn();
    sockets[0].end(1011, 'duplicate-cid 2 #taken');
    await joining;
    await wait(100);
    assert.deepEqual(sent(), ['ann:']);
    await garden.publish('on');
    assert.deepEqual(refused, ['duplicate-cid']);
});

test('a name that was ours is tried again', async () => {
    const garden = await joined('ann', 'garden');
    listen(garden);
    say('bob', 'one');
    sockets[0].end();
    await wait(700);
    sockets[1].end(1011, 'duplicate-cid 1 #garden');
    await wait(1500);
    await garden.publish('back');
    assert.deepEqual(sent(sockets[2]), ['ann:', 'ann:back']);
});

test('what is not read gives way, and is counted', async () => {
    const garden = await joined('ann', 'garden', { inboxMessages: 2 });
    ['1', '2', '3', '4'].forEach((text) => say('bob', text));
    assert.equal(garden.dropped, 2);
    assert.equal((await garden[Symbol.asyncIterator]().next()).value.text(), '3');
});

test('while the connection is down, too much is refused', async () => {
    const garden = await joined('ann', 'garden');
    sockets[0].end();
    const big = new Uint8Array(5 * 1024 * 1024);
    await garden.publish(big);
    await assert.rejects(garden.publish(big), { reason: 'down' });
});

test('leave ends delivery here, and a later join of the same member goes on', async () => {
    const garden = await joined('ann', 'garden');
    await garden.leave();
    say('bob', 'unseen');
    const again = await joined('ann', 'garden');
    const heard = listen(again);
    say('bob', 'seen');
    await turn();
    assert.deepEqual(heard, ['seen']);
});

test('a server that knows v2 after a restart brings only news', async () => {
    const garden = await joined('ann', 'garden');
    const heard = listen(garden);
    say('bob', 'one');
    await turn();
    const { FakeServer } = await import('./server.js');
    const newer = new FakeServer();
    newer.publish('bob', 'garden', 'one');
    newer.publish('bob', 'garden', 'two');
    const before = server.onSocket;
    server.onSocket = (socket) => {
        socket.server = newer;
        newer.sockets.push(socket);
        queueMicrotask(() => newer.accept(socket));
    };
    sockets[0].end();
    await wait(700);
    server.onSocket = before;
    assert.deepEqual(heard, ['one', 'two']);
});
