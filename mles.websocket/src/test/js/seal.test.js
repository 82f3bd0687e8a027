import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { connect } from '../../main/js/mles.js';
import { Seal } from '../../main/js/seal.js';
import { FakeServer } from './server.js';

test('members with the secret read each other; all else is shown as what it is', async () => {
    const server = new FakeServer();
    const clients = ['ann', 'bob', 'eve', 'tom'].map(() => connect('ws://test', { WebSocket: server.WebSocket }));
    const ann = await clients[0].join('ann', 'garden', { secret: 'figs', first: 'hello' });
    const bob = await clients[1].join('bob', 'garden', { secret: 'figs' });
    const eve = await clients[2].join('eve', 'garden', { secret: 'dates' });
    const tom = await clients[3].join('tom', 'garden');
    await Promise.all([ann.publish('long '.repeat(1000)), ann.publish('short')]);
    await tom.publish('plain');
    const read = async (channel) => {
        const got = [];
        for await (const message of channel) {
            if (!message.empty) {
                got.push(`${message.sealing} ${message.sealing === 'unreadable' ? '' : message.text().slice(0, 6)}`);
            }
            if (got.length === (channel === tom ? 3 : 4)) {
                return got;
            }
        }
    };
    assert.deepEqual(await read(bob), ['opened hello', 'opened long l', 'opened short', 'none plain']);
    assert.deepEqual(await read(eve), ['unreadable ', 'unreadable ', 'unreadable ', 'none plain']);
    assert.deepEqual(await read(tom), ['unreadable ', 'unreadable ', 'unreadable ']);
    clients.forEach((mles) => mles.close());
});

test('the golden cases are read as they say', async () => {
    const { cases } = JSON.parse(readFileSync(new URL('../../../../mles.testkit/src/main/resources/mles/testkit/sealed.json',
        import.meta.url)));
    for (const { note, secret, channel, uid, sealed, content } of cases.slice(0, 4)) {
        const opened = await (await Seal.of(secret, channel)).open(uid, channel, new Uint8Array(Buffer.from(sealed, 'hex')));
        assert.equal(opened && Buffer.from(opened).toString('hex'), content ?? null, note);
    }
});
