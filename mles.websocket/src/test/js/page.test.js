import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { ContentKind, contentOf } from '../../main/page/content.js';
import { Delivery, EntryKind } from '../../main/page/entry.js';
import { LinkState, Talk } from '../../main/page/talk.js';
import { MOST_BYTES, MOST_ENTRIES, Room, RoomState } from '../../main/page/room.js';
import { announce, announced } from '../../main/page/file.js';
import { lastOf } from '../../main/page/last.js';
import { partsOf } from '../../main/page/text.js';
import { Memory } from '../../main/page/memory.js';
import { Progress } from '../../main/page/progress.js';
import { above } from '../../main/page/group.js';
import { pictureOf } from '../../main/page/picture.js';
import { linesOf, linkOf, placeOf } from '../../main/page/place.js';
import { visible } from '../../main/page/visible.js';

const MINUTE = 60_000;
const NOON = new Date(2026, 2, 3, 12).getTime();
const encoder = new TextEncoder();

function message(uid, content, time = NOON, sealing = 'none') {
    return { uid, bytes: typeof content === 'string' ? encoder.encode(content) : content, time, sealing };
}

function roomOf(...messages) {
    const room = new Room('ann', 'garden', false);
    messages.forEach((each) => room.take(each, false));
    return room;
}

function entriesOf(room) {
    return Array.from({ length: room.end - room.first }, (_, i) => room.at(room.first + i));
}

function textsOf(room) {
    return entriesOf(room).map((entry) => entry.kind === EntryKind.MESSAGE && entry.bytes !== null ? entry.content.text : entry.kind);
}

/** A store of a browser, which lasts as long as the test. */
class Store {
    #items = new Map();

    getItem(key) {
        return this.#items.get(key) ?? null;
    }

    setItem(key, value) {
        this.#items.set(key, value);
    }

    get all() {
        return [...this.#items.values()].join(' ');
    }
}

/** The library's end of a channel: publishes wait for their answers. */
class FakeChannel {
    published = [];
    #messages = [];
    #wake = null;
    #over = false;

    publish(bytes) {
        return new Promise((resolve, reject) => this.published.push({ text: new TextDecoder().decode(bytes), resolve, reject }));
    }

    deliver(each) {
        this.#messages.push(each);
        this.#wake?.();
    }

    leave() {
        this.#over = true;
        this.#wake?.();
    }

    async *[Symbol.asyncIterator]() {
        while (!this.#over) {
            if (this.#messages.length > 0) {
                yield this.#messages.shift();
            } else {
                await new Promise((resolve) => { this.#wake = resolve; });
            }
        }
    }
}

/** The library: joins wait until they are let in or refused. */
class FakeMles extends EventTarget {
    joins = [];

    join(uid, name, options) {
        return new Promise((resolve, reject) => {
            this.joins.push({ uid, name, options, channel: new FakeChannel(), reject,
                accept() { resolve(this.channel); return this.channel; } });
        });
    }

    tell(type, detail = {}) {
        this.dispatchEvent(new CustomEvent(type, { detail }));
    }
}

function talkOf(memory = new Memory(new Store(), new Store()), sleep = undefined) {
    const mles = new FakeMles();
    const talk = new Talk({ open: (options) => Object.assign(mles, { options }), memory, now: () => NOON, sleep,
        digest: (bytes) => Buffer.from(bytes).toString('hex') });
    return { talk, mles };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('messages of one person stand together for five minutes of one day', () => {
    const room = roomOf(message('bob', 'a', NOON), message('bob', 'b', NOON + 4 * MINUTE), message('bob', 'c', NOON + 10 * MINUTE),
        message('eve', 'd', NOON + 10 * MINUTE), message('eve', 'e', NOON + 24 * 60 * MINUTE));
    const seen = entriesOf(room).map((entry, i) => above(room.at(i - 1), entry));
    assert.deepEqual(seen.map(({ name }) => name), [true, false, true, true, true]);
    assert.deepEqual(seen.map(({ day }) => day), [true, false, false, false, true]);
});

test('own messages and those of another one with the same name do not stand together', () => {
    const room = roomOf(message('ann', 'not from here'));
    room.take(message('ann', 'from here'), true);
    assert.equal(above(room.at(0), room.at(1)).name, true);
});

test('notes and entries without a time do not begin a day', () => {
    const room = roomOf(message('bob', 'a'));
    room.note('a gap');
    room.take(message('bob', 'b', NOON + 1), false);
    room.take(message('eve', '', NOON + 2), false);
    assert.deepEqual(entriesOf(room).map((entry, i) => above(room.at(i - 1), entry).day), [true, false, false, false]);
});

test('where the server tells no times, own messages have none', () => {
    const room = roomOf(message('bob', 'a', null));
    const own = room.say(encoder.encode('mine'));
    room.sent(own, NOON);
    assert.deepEqual([own.time, above(room.at(0), own).day], [null, false]);
});

test('without times there are no days', () => {
    const room = roomOf(message('bob', 'a', null), message('bob', 'b', null));
    assert.deepEqual(above(room.at(0), room.at(1)), { day: false, name: false });
});

test('those who come one after the other share a line, the last one first', () => {
    const room = roomOf(message('bob', ''), message('eve', ''), message('bob', ''), message('bob', 'hello'), message('joe', ''));
    assert.deepEqual(entriesOf(room).map(({ uids }) => uids), [['bob', 'eve'], [], ['joe']]);
    assert.deepEqual([...room.people], ['eve', 'bob', 'joe']);
});

test('unread messages are counted behind the newest that was seen, and marked where they begin', () => {
    const room = roomOf();
    room.seen = NOON;
    room.take(message('bob', 'known before the reload', NOON), false);
    room.take(message('bob', '', NOON + 1), false);
    assert.equal(room.unread, 0);
    room.take(message('bob', 'one', NOON + 2), false);
    room.take(message('bob', 'two', NOON + 3), false);
    assert.equal(room.unread, 2);
    assert.equal(room.freshId, room.at(room.end - 2).id);
    room.watch(true);
    assert.equal(room.unread, 0);
    assert.equal(room.seen, NOON + 3);
    assert.notEqual(room.freshId, null, 'the line stays while it is looked at');
    room.take(message('bob', 'three', NOON + 4), false);
    assert.equal(room.unread, 0);
    room.watch(false);
    assert.equal(room.freshId, null);
});

test('own messages are pending until they have their place, behind what came before the answer', () => {
    const room = roomOf(message('bob', 'first'));
    const own = room.say(encoder.encode('mine'));
    assert.equal(own.delivery, Delivery.PENDING);
    room.take(message('bob', 'second'), false);
    assert.deepEqual(textsOf(room), ['first', 'second', 'mine']);
    room.sent(own, NOON);
    room.take(message('bob', 'third'), false);
    assert.deepEqual(textsOf(room), ['first', 'second', 'mine', 'third']);
    assert.equal(own.delivery, Delivery.SENT);
});

test('failed messages stay, are sent again or discarded', () => {
    const room = roomOf();
    const own = room.say(encoder.encode('mine'));
    room.failed(own, 'too-large');
    assert.deepEqual([own.delivery, own.reason, room.end], [Delivery.FAILED, 'too-large', 1]);
    room.retry(own);
    assert.deepEqual([own.delivery, own.reason], [Delivery.PENDING, '']);
    room.discard(own);
    assert.equal(room.end, 0);
});

test('old entries give way: places are counted from the first that ever was', () => {
    const room = roomOf();
    for (let i = 0; i < MOST_ENTRIES + 10; i++) {
        room.take(message('bob', `${i}`), false);
    }
    assert.deepEqual([room.first, room.end], [10, MOST_ENTRIES + 10]);
    assert.equal(room.at(10).content.text, '10');
    assert.equal(room.at(9), null);
    const large = new Uint8Array(MOST_BYTES / 2);
    [1, 2, 3].forEach(() => room.take(message('bob', large), false));
    assert.deepEqual([room.end - room.first, room.at(room.end - 1).size], [2, MOST_BYTES / 2]);
});

test('files have the name of the line before them', () => {
    const noise = Uint8Array.of(0, 1, 2, 255);
    const room = roomOf(message('bob', announce('figs.bin', 4)), message('eve', 'meanwhile'), message('bob', noise));
    assert.equal(room.end, 2);
    assert.deepEqual([room.at(0).file, [...room.at(0).bytes]], [{ name: 'figs.bin', size: 4 }, [...noise]]);
    room.take(message('bob', announce('other.bin', 9)), false);
    room.take(message('bob', noise), false);
    assert.deepEqual(entriesOf(room).slice(2).map(({ file, bytes }) => [file?.name, bytes?.length]),
        [['other.bin', undefined], [undefined, 4]], 'another size is another message');
});

test('names of files are lines that hide nothing', () => {
    assert.equal(announce('a\u202Egnp.exe', 7), '📎 a\ufffdgnp.exe (7 bytes)');
    assert.deepEqual(announced(encoder.encode('📎 ../../etc/passwd (12 bytes)')), { name: '.._.._etc_passwd', size: 12 });
    for (const other of ['📎 figs', 'see 📎 figs.bin (4 bytes)', '📎 figs.bin (4 bytes)\nand more', `📎 ${'x'.repeat(300)} (4 bytes)`]) {
        assert.equal(announced(encoder.encode(other)), null, other);
    }
});

test('contents are text, pictures with their sizes, or bytes', () => {
    assert.deepEqual(contentOf(encoder.encode('grüß\n')), { kind: ContentKind.TEXT, text: 'grüß' });
    assert.deepEqual(contentOf(Uint8Array.of(0, 254)), { kind: ContentKind.BYTES, preview: '00 fe' });
    assert.equal(contentOf(new Uint8Array(100)).preview.length, 64 * 3 - 1 + 2);
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 1, 44, 0, 0, 0, 200);
    assert.deepEqual(contentOf(png), { kind: ContentKind.PICTURE, type: 'image/png', width: 300, height: 200 });
});

test('sizes of pictures are read from their heads', () => {
    const bytes = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));
    assert.deepEqual(pictureOf(bytes('GIF89a\x2c\x01\xc8\x00')), { type: 'image/gif', width: 300, height: 200 });
    assert.deepEqual(pictureOf(bytes('\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x0b\x08\0\xc8\x01\x2c\x03')),
        { type: 'image/jpeg', width: 300, height: 200 });
    assert.deepEqual(pictureOf(bytes('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x2b\x01\0\xc7\0\0')),
        { type: 'image/webp', width: 300, height: 200 });
    assert.deepEqual(pictureOf(bytes('RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x2b\xc1\x31\0')), { type: 'image/webp', width: 300, height: 200 });
    assert.deepEqual(pictureOf(bytes('RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x2c\x01\xc8\0')),
        { type: 'image/webp', width: 300, height: 200 });
    assert.deepEqual(pictureOf(bytes('\xff\xd8\xff\xe0')), { type: 'image/jpeg', width: 0, height: 0 });
    assert.deepEqual(pictureOf(bytes('\x89PNG')), { type: 'image/png', width: 0, height: 0 });
    assert.equal(pictureOf(bytes('figs')), null);
});

test('names hide nothing', () => {
    assert.equal(visible('bob\u202Eeve\u0000\u200b'), 'bob\ufffdeve\ufffd\ufffd');
    assert.equal(visible('Zoë 张伟 👩‍🌾'), 'Zoë 张伟 👩‍🌾');
});

test('the address names a channel', () => {
    assert.deepEqual(placeOf('#name=ann&channel=a%20b%26c'), { uid: 'ann', name: 'a b&c' });
    assert.deepEqual(placeOf(''), { uid: '', name: '' });
});

test('a second join of a channel shows the first', async () => {
    const { talk, mles } = talkOf();
    const room = talk.join('ann', 'garden');
    assert.equal(talk.join('ann', 'garden'), room);
    assert.equal(mles.joins.length, 1);
    assert.equal(room.state, RoomState.JOINING);
    mles.joins[0].accept();
    await turn();
    assert.equal(room.state, RoomState.IN);
});

test('a refused join says why and may be tried under another name', async () => {
    const { talk, mles } = talkOf();
    const room = talk.join('ann', 'garden');
    mles.joins[0].reject(Object.assign(new Error('no'), { reason: 'duplicate-cid' }));
    await turn();
    assert.deepEqual([room.state, room.reason], [RoomState.ENDED, 'duplicate-cid']);
    assert.equal(talk.join('eve', 'garden'), room);
    mles.joins[1].accept();
    await turn();
    assert.deepEqual([room.state, room.reason, room.uid], [RoomState.IN, '', 'eve']);
});

test('a join that was left says nothing', async () => {
    const { talk, mles } = talkOf();
    const room = talk.join('ann', 'garden');
    talk.leave(room);
    assert.equal(mles.joins[0].options.signal.aborted, true);
    mles.joins[0].reject(new Error('aborted'));
    await turn();
    assert.deepEqual([room.state, talk.rooms, talk.current], [RoomState.JOINING, [], null]);
});

test('messages are sent when the answer is here, failed with its reason', async () => {
    const { talk, mles } = talkOf();
    const room = talk.join('ann', 'garden');
    const channel = mles.joins[0].accept();
    mles.tell('up');
    await turn();
    talk.say(room, 'one');
    talk.say(room, 'two');
    await turn();
    assert.deepEqual(entriesOf(room).map(({ delivery }) => delivery), [Delivery.PENDING, Delivery.PENDING]);
    channel.published[0].resolve();
    channel.published[1].reject(Object.assign(new Error('no'), { reason: 'too-large' }));
    await turn();
    assert.deepEqual(entriesOf(room).map(({ delivery, reason, time }) => [delivery, reason, time]),
        [[Delivery.SENT, '', NOON], [Delivery.FAILED, 'too-large', null]]);
    talk.resend(room, room.at(1));
    await turn();
    assert.equal(channel.published[2].text, 'two');
});

test('what is queued while there is no connection is not sent', async () => {
    const { talk, mles } = talkOf();
    const room = talk.join('ann', 'garden');
    const channel = mles.joins[0].accept();
    mles.tell('up');
    await turn();
    mles.tell('down', { reason: '', retryIn: 500 });
    assert.deepEqual([talk.state, talk.retryAt], [LinkState.DOWN, NOON + 500]);
    talk.say(room, 'one');
    await turn();
    channel.published[0].resolve(); // as mles-websocket does
    await turn();
    assert.equal(room.at(0).delivery, Delivery.PENDING);
    mles.tell('up');
    await turn();
    assert.equal(room.at(0).delivery, Delivery.SENT);
});

test('the line with the name of a file is right before it, and a nameless one has none', async () => {
    const { talk, mles } = talkOf();
    const room = talk.join('ann', 'garden');
    const channel = mles.joins[0].accept();
    mles.tell('up');
    await turn();
    talk.sendFile(room, 'figs.txt', encoder.encode('ripe'));
    talk.sendFile(room, null, encoder.encode('pasted'));
    await turn();
    channel.published.forEach(({ resolve }) => resolve());
    await turn();
    assert.deepEqual(channel.published.map(({ text }) => text), ['📎 figs.txt (4 bytes)', 'ripe', 'pasted']);
});

test('a token is asked for when the server wants one, and nothing is lost meanwhile', async () => {
    const { talk, mles } = talkOf();
    assert.equal(await mles.options.token(), undefined);
    const room = talk.join('ann', 'garden');
    mles.tell('down', { reason: 'wrong-token', retryIn: 100 });
    assert.deepEqual([talk.state, talk.isTokenWrong], [LinkState.TOKEN, false]);
    const asked = mles.options.token();
    talk.giveToken('sesame');
    assert.equal(await asked, 'sesame');
    mles.tell('down', { reason: 'wrong-token', retryIn: 100 });
    assert.deepEqual([talk.state, talk.isTokenWrong], [LinkState.TOKEN, true]);
    talk.giveToken('open sesame');
    assert.equal(await mles.options.token(), 'open sesame');
    mles.tell('up');
    assert.deepEqual([talk.state, talk.rooms, room.state], [LinkState.UP, [room], RoomState.JOINING]);
});

test('a reload finds name, channels and own messages, and no passphrase', async () => {
    const [browser, tab] = [new Store(), new Store()];
    const before = talkOf(new Memory(browser, tab));
    const garden = before.talk.join('ann', 'garden');
    before.talk.join('ann', 'secret', 'open sesame');
    const [open, sealed] = before.mles.joins.map((join) => join.accept());
    before.mles.tell('up');
    await turn();
    before.talk.say(garden, 'mine');
    before.talk.say(before.talk.find('secret'), 'fig tree');
    await turn();
    assert.equal(open.published.length + sealed.published.length, 2);
    assert.ok(!`${browser.all} ${tab.all}`.includes('sesame'));
    assert.ok(!tab.all.includes(Buffer.from('fig tree').toString('hex')), 'nothing made of an encrypted message');

    const memory = new Memory(browser, tab);
    assert.equal(memory.name, 'ann');
    const { talk, mles } = talkOf(memory);
    talk.restore();
    assert.deepEqual(talk.rooms.map(({ uid, name, state }) => [uid, name, state]),
        [['ann', 'garden', RoomState.JOINING], ['ann', 'secret', RoomState.LOCKED]]);
    const channel = mles.joins[0].accept();
    await turn();
    channel.deliver(message('ann', 'mine'));
    channel.deliver(message('ann', 'of another ann'));
    await turn();
    assert.deepEqual(entriesOf(talk.rooms[0]).map(({ own }) => own), [true, false]);
    talk.join('ann', 'secret', 'open sesame');
    assert.equal(mles.joins[1].options.secret, 'open sesame');
});

test('a page without stores works', () => {
    const memory = new Memory(null, null);
    memory.name = 'ann';
    memory.addOwn('garden', 'x');
    assert.deepEqual([memory.name, memory.channels, memory.isOwn('garden', 'x')], ['', [], true]);
});

test('only the room in front is looked at, and none of a page behind others', async () => {
    const { talk } = talkOf();
    const garden = talk.join('ann', 'garden');
    const kitchen = talk.join('ann', 'kitchen');
    garden.take(message('bob', 'x'), false);
    kitchen.take(message('bob', 'x'), false);
    assert.deepEqual([garden.unread, kitchen.unread], [1, 0]);
    talk.setVisible(false);
    kitchen.take(message('bob', 'y', NOON + 1), false);
    assert.equal(kitchen.unread, 1);
    talk.setVisible(true);
    assert.equal(kitchen.unread, 0);
    talk.leave(kitchen);
    assert.deepEqual([talk.current, garden.unread], [garden, 0]);
});

test('texts are cut into words, addresses and code', () => {
    const cut = (text) => partsOf(text).map(({ kind, words }) => `${kind} ${words}`);
    assert.deepEqual(cut('see https://a.b/c(d), or `x y`'), ['text see ', 'link https://a.b/c(d)', 'text , or ', 'code x y']);
    assert.deepEqual(cut('(http://a.b/c).'), ['text (', 'link http://a.b/c', 'text ).']);
    assert.deepEqual(cut('look:\n```js\nlet a;\n```\nend'), ['text look:\n', 'block let a;', 'text end']);
    assert.deepEqual(cut('https://a.b/\u202Egnp.exe'), ['link https://a.b/', 'text \u202Egnp.exe']);
    for (const plain of ['javascript:alert(1)', 'one ` alone', 'https:// nothing', '<a href="x">']) {
        assert.deepEqual(cut(plain), [`text ${plain}`]);
    }
    assert.deepEqual(cut(''), []);
});

test('an invitation is an address of the page, without the name of the inviting one', () => {
    const link = linkOf('https://example.org/index.html#name=ann&channel=other', 'a b&c');
    assert.equal(link, 'https://example.org/#channel=a+b%26c');
    assert.deepEqual(placeOf(new URL(link).hash), { uid: '', name: 'a b&c' });
});

test('the newest message of a room is one line', () => {
    const room = roomOf();
    assert.equal(lastOf(room), null);
    room.take(message('bob\u202E', ' two\n lines '), false);
    assert.deepEqual(lastOf(room), { uid: 'bob\ufffd', line: 'two lines' });
    room.take(message('eve', ''), false);
    assert.equal(lastOf(room).line, 'two lines');
    room.take(message('eve', announce('figs.png', 3)), false);
    assert.equal(lastOf(room).line, 'figs.png');
    room.take(message('eve', Uint8Array.of(0, 1)), false);
    assert.deepEqual(lastOf(room), { uid: 'eve', line: '2 bytes' });
    room.say(encoder.encode('x'.repeat(500)));
    assert.deepEqual(lastOf(room), { uid: null, line: 'x'.repeat(120) });
});

test('after a reload a name is waited for that the server still gives to the page before', async () => {
    const memory = new Memory(new Store(), new Store());
    memory.channels = [{ uid: 'ann', name: 'garden', isSealed: false, seen: 0 }];
    const slept = [];
    const { talk, mles } = talkOf(memory, (time) => {
        slept.push(time);
        return Promise.resolve();
    });
    const taken = () => mles.joins.at(-1).reject(Object.assign(new Error('no'), { reason: 'duplicate-cid' }));
    talk.restore();
    taken();
    await turn();
    assert.deepEqual([mles.joins.length, talk.rooms[0].state], [2, RoomState.JOINING]);
    for (let i = 0; i < 6; i++) {
        taken();
        await turn();
    }
    assert.deepEqual([mles.joins.length, talk.rooms[0].state, talk.rooms[0].reason], [7, RoomState.ENDED, 'duplicate-cid']);
    assert.equal(slept.reduce((sum, time) => sum + time, 0), 47_000);
});

test('a file that no server takes is not told of', async () => {
    const { talk, mles } = talkOf();
    const room = talk.join('ann', 'garden');
    const channel = mles.joins[0].accept();
    mles.tell('up');
    await turn();
    talk.sendFile(room, 'figs.iso', new Uint8Array(17_000_000));
    await turn();
    assert.deepEqual([channel.published.length, room.at(0).delivery, room.at(0).reason], [0, Delivery.FAILED, 'too-large']);
});

test('bars of long messages move with what has left, the oldest one first', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const bar = (max) => ({ max, value: 0, nextElementSibling: { textContent: '' }, get position() { return this.value / max; } });
    let bars = [bar(1000), bar(3000)];
    let unsent = 4000;
    const figures = () => bars.map(({ nextElementSibling }) => nextElementSibling.textContent);
    new Progress({ querySelectorAll: () => bars }, () => unsent).update();
    assert.deepEqual(figures(), ['0 %', '0 %']);
    for (const [left, expected] of [[3500, ['50 %', '0 %']], [2000, ['100 %', '33 %']], [0, ['100 %', '100 %']]]) {
        unsent = left;
        mock.timers.tick(200);
        assert.deepEqual(figures(), expected);
    }
    bars = [];
    mock.timers.tick(200);
    bars = [bar(1000)];
    mock.timers.tick(1000);
    assert.deepEqual(figures(), [''], 'nothing looks any more');
    mock.timers.reset();
});

test('names in lines for shells end no quotes', () => {
    for (const line of linesOf('https://mles.example/#x', "a'; rm -rf / #")) {
        assert.ok(line.includes("'https://mles.example/channels/a%27%3B%20rm%20-rf%20%2F%20%23'"), line);
    }
});
