/**
 * Mles for browsers: many channels on one WebSocket.
 *
 *     import { connect } from './mles.js';
 *
 *     const mles = connect('ws://localhost:8076');
 *     const garden = await mles.join('ann', 'garden');
 *     await garden.publish('The figs are ripe.');
 *     for await (const message of garden) {
 *         console.log(message.uid, message.text());
 *     }
 *
 * Types are in mles.d.ts. The protocol has no answer to a join and no way to leave: a join counts as accepted when a
 * message came, or when the socket stayed open for a moment; `leave()` stops delivery in this page only.
 */
import { decode, encode } from './cborg.js';

const PROTOCOL = 'mles-websocket';
const TOKEN = 'mles-token.';
/** The most bytes of an encoded message (SPEC 2). */
const LARGEST = 16_777_215;
/** Payloads remembered per channel, so that what is replayed after a reconnect is not delivered again. */
const REMEMBERED = 2_000;
/** How long after a join replayed messages may come, in milliseconds. */
const REPLAY = 10_000;
/** Messages and bytes that wait for a reader of a channel; the oldest give way, and are counted. */
const INBOX_MESSAGES = 50_000;
const INBOX_BYTES = 64 * 1024 * 1024;
/** Bytes that wait in the socket, or for it, before `publish` waits or refuses. */
const OUTBOX_BYTES = 8 * 1024 * 1024;
const SHORTEST_WAIT = 500;
const LONGEST_WAIT = 30_000;
/** A membership that lasts so long, in milliseconds, was accepted: no refusal is longer under way. */
const PROOF = 30_000;
/** Close reasons that mean one join, which will not be tried again. */
const REFUSALS = new Set(['bad-payload', 'wrong-key', 'not-allowed', 'duplicate-cid', 'too-large', 'name-too-long',
    'channel-limit', 'address-limit', 'rate-limit', 'evicted']);

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Opens a connection to a Mles server for browsers; it is made in the background, and made again when it is lost. */
export function connect(url, options = {}) {
    return new Mles(url, options);
}

/** The server, or this client, ended a channel; `reason` is the word for it. */
export class MlesError extends Error {
    constructor(reason, message) {
        super(message);
        this.name = 'MlesError';
        this.reason = reason;
    }
}

/** One message of a channel. */
export class Message {
    constructor(uid, channel, bytes) {
        this.uid = uid;
        this.channel = channel;
        this.bytes = bytes;
    }

    /** Whether there is nothing in it: somebody joined. */
    get empty() {
        return this.bytes.length === 0;
    }

    /** The content as UTF-8, faulty bytes replaced. */
    text() {
        return decoder.decode(this.bytes);
    }
}

/** A connection. Events: `up`, `down` (detail: code, reason, retryIn), `refused` (detail: uid, channel, reason). */
export class Mles extends EventTarget {
    #url;
    #protocols;
    #reconnect;
    #settle;
    #socket = null;
    #channels = new Map();
    /** The channels in the order in which they joined on this socket: close texts name them by that. */
    #joined = [];
    #failures = 0;
    #timer = null;
    #closed = false;

    constructor(url, { token, reconnect = true, settle = 300 } = {}) {
        super();
        this.#url = url;
        this.#protocols = token === undefined ? [PROTOCOL] : [PROTOCOL, TOKEN + base64url(encoder.encode(token))];
        this.#reconnect = reconnect;
        this.#settle = settle;
        this.#open();
    }

    /** Whether the socket is open now. */
    get isUp() {
        return this.#socket !== null && this.#socket.readyState === WebSocket.OPEN;
    }

    /** Becomes a member of a channel under a name. Resolves to a Channel; rejects with a MlesError. */
    join(uid, channel, { first = '' } = {}) {
        const key = JSON.stringify([uid, channel]);
        const known = this.#channels.get(key);
        if (known !== undefined && !known.left) {
            return Promise.reject(new MlesError('duplicate-cid', `${uid} has joined ${channel} here already`));
        }
        if (this.#closed) {
            return Promise.reject(new MlesError('left', 'this connection is closed'));
        }
        let payload;
        try {
            payload = encodePayload(uid, channel, first);
        } catch (error) {
            return Promise.reject(error);
        }
        const joining = new Channel(this, uid, channel, payload);
        this.#channels.set(key, joining);
        if (this.isUp) {
            joining.expectReplay();
            if (known !== undefined) {
                joining.takeOver(known);
                this.#joined[this.#joined.indexOf(known)] = joining;
            } else {
                this.#joined.push(joining);
            }
            this.#socket.send(payload);
            this.#settleLater(joining, this.#socket);
        }
        return joining.accepted;
    }

    /** Closes the socket and ends all channels. */
    close() {
        this.#closed = true;
        clearTimeout(this.#timer);
        this.#socket?.close(1000);
        this.#endAll(new MlesError('left', 'this connection was closed'), true);
    }

    /** For channels: sends now, or says false. */
    send(payload) {
        if (!this.isUp) {
            return false;
        }
        this.#socket.send(payload);
        return true;
    }

    /** For channels: bytes that the socket has not taken yet. */
    get buffered() {
        return this.#socket === null ? 0 : this.#socket.bufferedAmount;
    }

    #open() {
        const socket = new WebSocket(this.#url, this.#protocols);
        socket.binaryType = 'arraybuffer';
        this.#socket = socket;
        this.#joined = [];
        socket.onopen = () => this.#up(socket);
        socket.onmessage = (event) => this.#deliver(event.data);
        socket.onclose = (event) => this.#down(socket, event);
    }

    #up(socket) {
        for (const channel of this.#channels.values()) {
            if (channel.left) {
                this.#forget(channel);
                continue;
            }
            this.#joined.push(channel);
            channel.expectReplay();
            socket.send(channel.first);
            this.#settleLater(channel, socket);
            channel.flush();
        }
        this.#emit('up', {});
    }

    #settleLater(channel, socket) {
        setTimeout(() => {
            if (this.#socket === socket && socket.readyState === WebSocket.OPEN) {
                this.#failures = 0;
                channel.accept();
            }
        }, this.#settle);
    }

    #deliver(data) {
        if (!(data instanceof ArrayBuffer)) {
            return;
        }
        const payload = new Uint8Array(data);
        const message = decodePayload(payload);
        if (message === null) {
            return; // frames that others sent may hold anything (SPEC 3.5)
        }
        const digest = digestOf(payload);
        // Each member on this socket gets its own copy: one that a replay repeats is for whoever has it, and any other one
        // for whoever has seen the fewest.
        let target = null;
        for (const channel of this.#channels.values()) {
            if (channel.name !== message.channel) {
                continue;
            }
            if (channel.absorbs(digest)) {
                return;
            }
            if (target === null || channel.copies(digest) < target.copies(digest)) {
                target = channel;
            }
        }
        target?.receive(message, digest);
    }

    #down(socket, event) {
        if (this.#socket !== socket) {
            return;
        }
        this.#socket = null;
        for (const channel of this.#channels.values()) {
            channel.lost();
        }
        const [reason, ordinal] = event.reason.split(' ');
        const named = ordinal === undefined ? this.#tooLarge(reason) : this.#joined[Number(ordinal) - 1];
        // A name that was ours before may still be held by a connection that the server has not given up yet.
        const mayReturn = reason === 'duplicate-cid' && named?.isProven;
        // A proxy cannot tell a refusal from a loss.
        const refused = REFUSALS.has(reason) || (reason === 'peer-lost' && !named?.isProven);
        if (named !== undefined && refused && !mayReturn) {
            this.#forget(named);
            named.end(new MlesError(reason, `${named.uid} on ${named.name}: ${reason}`));
            this.#emit('refused', { uid: named.uid, channel: named.name, reason });
        } else {
            this.#failures++;
        }
        if (this.#closed) {
            return;
        }
        if (!this.#reconnect) {
            this.#closed = true;
            this.#endAll(new MlesError(reason || 'left', `the connection ended: ${reason || event.code}`), false);
            this.#emit('down', { code: event.code, reason: event.reason, retryIn: null });
            return;
        }
        const wait = Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** Math.min(10, Math.max(0, this.#failures - 1)));
        const retryIn = this.#failures === 0 ? 0 : Math.round(wait * (0.8 + 0.4 * Math.random()));
        this.#emit('down', { code: event.code, reason: event.reason, retryIn });
        this.#timer = setTimeout(() => this.#open(), retryIn);
    }

    /** What is too long for the server to take in has no name: of the joins without an answer it is the longest. */
    #tooLarge(reason) {
        const open = reason === 'too-large' ? this.#joined.filter((channel) => !channel.wasAccepted) : [];
        return open.sort((one, other) => other.first.length - one.first.length)[0];
    }

    #forget(channel) {
        const key = JSON.stringify([channel.uid, channel.name]);
        if (this.#channels.get(key) === channel) {
            this.#channels.delete(key);
        }
    }

    #endAll(error, quietly) {
        for (const channel of this.#channels.values()) {
            channel.end(error, quietly);
        }
        this.#channels.clear();
    }

    #emit(type, detail) {
        this.dispatchEvent(new CustomEvent(type, { detail }));
    }
}

/** A membership. Iterate over it for messages; several loops over one channel share them. */
export class Channel {
    #mles;
    #settled;
    #queue = [];
    #queuedBytes = 0;
    #waiting = [];
    #error = undefined;
    #ended = false;
    #outbox = [];
    #outboxBytes = 0;
    /** Digests of the last payloads, received or published, oldest first, and how often each is in there. */
    #recent = [];
    #counts = new Map();
    /** What a replay may bring once more, and until when it may. */
    #replay = new Map();
    #replayUntil = 0;
    #everJoined = false;
    #joinedAt = Infinity;
    #heard = false;

    constructor(mles, uid, name, first) {
        this.#mles = mles;
        this.uid = uid;
        this.name = name;
        this.first = first;
        this.left = false;
        this.wasAccepted = false;
        this.dropped = 0;
        this.accepted = new Promise((resolve, reject) => {
            this.#settled = { resolve, reject };
        });
        // A refusal that nobody waits for is told by the event.
        this.accepted.catch(() => {});
        this.#remember(digestOf(first));
    }

    /** Publishes a string, as UTF-8, or bytes. Resolves when it is handed to the socket, or queued while that is down. */
    async publish(content) {
        if (this.#ended || this.left) {
            throw this.#error ?? new MlesError('left', `${this.uid} has left ${this.name}`);
        }
        const payload = encodePayload(this.uid, this.name, content);
        if (!this.#mles.isUp) {
            if (this.#outboxBytes + payload.length > OUTBOX_BYTES) {
                throw new MlesError('down', 'the connection is down and too much waits for it already');
            }
            this.#outbox.push(payload);
            this.#outboxBytes += payload.length;
            return;
        }
        this.#remember(digestOf(payload));
        this.#mles.send(payload);
        while (this.#mles.buffered > OUTBOX_BYTES) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
    }

    /** Stops delivery. The server keeps the member until the socket ends: the protocol has no leave. */
    leave() {
        this.left = true;
        this.end(undefined, true);
    }

    [Symbol.asyncIterator]() {
        return {
            next: () => this.#next(),
            return: () => Promise.resolve({ done: true, value: undefined }),
        };
    }

    // What follows is for Mles, not for pages.

    /** Whether the server did accept it: a refusal may be longer under way than `join` waits. */
    get isProven() {
        return this.#heard || performance.now() - this.#joinedAt > PROOF;
    }

    lost() {
        this.#heard = this.isProven;
        this.#joinedAt = Infinity;
    }

    accept() {
        this.wasAccepted = true;
        this.#settled.resolve(this);
    }

    /** The same member again, on a socket where it has never stopped being one. */
    takeOver(before) {
        this.#joinedAt = before.#joinedAt;
        this.#heard = before.#heard;
        this.#recent = before.#recent;
        this.#counts = before.#counts;
    }

    copies(digest) {
        return this.#counts.get(digest) ?? 0;
    }

    /** A new membership begins with a replay: what is known already is not news. */
    expectReplay() {
        if (this.#everJoined) {
            this.#replay = new Map(this.#counts);
            this.#replayUntil = performance.now() + REPLAY;
            this.#remember(digestOf(this.first));
        }
        this.#joinedAt = performance.now();
        this.#everJoined = true;
    }

    /** Whether a replay brought what is known. */
    absorbs(digest) {
        if (this.#replay.size === 0) {
            return false;
        }
        if (performance.now() > this.#replayUntil) {
            this.#replay.clear();
            return false;
        }
        const left = this.#replay.get(digest) ?? 0;
        if (left > 1) {
            this.#replay.set(digest, left - 1);
        } else {
            this.#replay.delete(digest);
        }
        if (left > 0) {
            this.#heard = true;
            this.accept();
        }
        return left > 0;
    }

    receive(message, digest) {
        this.#heard = true;
        this.accept();
        this.#remember(digest);
        if (this.left || this.#ended) {
            return;
        }
        const waiter = this.#waiting.shift();
        if (waiter !== undefined) {
            waiter.resolve({ done: false, value: message });
            return;
        }
        this.#queue.push(message);
        this.#queuedBytes += message.bytes.length;
        while (this.#queue.length > INBOX_MESSAGES || this.#queuedBytes > INBOX_BYTES) {
            this.#queuedBytes -= this.#queue.shift().bytes.length;
            this.dropped++;
        }
    }

    /** Sends what was published while the connection was down. */
    flush() {
        for (const payload of this.#outbox) {
            this.#remember(digestOf(payload));
            this.#mles.send(payload);
        }
        this.#outbox = [];
        this.#outboxBytes = 0;
    }

    end(error, quietly = false) {
        if (this.#ended) {
            return;
        }
        this.#ended = true;
        this.#error = error;
        this.#settled.reject(error ?? new MlesError('left', `${this.uid} has left ${this.name}`));
        for (const waiter of this.#waiting.splice(0)) {
            if (error === undefined || quietly) {
                waiter.resolve({ done: true, value: undefined });
            } else {
                waiter.reject(error);
            }
        }
        if (quietly) {
            this.#error = undefined;
        }
    }

    #next() {
        const message = this.#queue.shift();
        if (message !== undefined) {
            this.#queuedBytes -= message.bytes.length;
            return Promise.resolve({ done: false, value: message });
        }
        if (this.#ended) {
            return this.#error === undefined
                ? Promise.resolve({ done: true, value: undefined })
                : Promise.reject(this.#error);
        }
        return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    }

    #remember(digest) {
        this.#recent.push(digest);
        this.#counts.set(digest, this.copies(digest) + 1);
        if (this.#recent.length > REMEMBERED) {
            const oldest = this.#recent.shift();
            const left = this.copies(oldest) - 1;
            if (left > 0) {
                this.#counts.set(oldest, left);
            } else {
                this.#counts.delete(oldest);
            }
        }
    }
}

function encodePayload(uid, channel, content) {
    const message = typeof content === 'string' ? encoder.encode(content) : asBytes(content);
    if (!isWellFormed(uid) || !isWellFormed(channel)) {
        throw new MlesError('bad-payload', 'a name holds half a character');
    }
    // Shortest first, then by bytes: uid, channel, message is the order of SPEC 4.1, too.
    const payload = encode({ uid, channel, message });
    if (payload.length > LARGEST) {
        throw new MlesError('too-large', `a message of ${payload.length} bytes where at most ${LARGEST} are allowed`);
    }
    return payload;
}

function isWellFormed(name) {
    return decoder.decode(encoder.encode(name)) === name;
}

function asBytes(content) {
    if (content instanceof ArrayBuffer) {
        return new Uint8Array(content);
    }
    if (ArrayBuffer.isView(content)) {
        return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
    }
    throw new TypeError('publish takes a string, an ArrayBuffer or a view of one');
}

function decodePayload(payload) {
    try {
        const { uid, channel, message } = decode(payload);
        return typeof uid === 'string' && typeof channel === 'string' && message instanceof Uint8Array
            ? new Message(uid, channel, message)
            : null;
    } catch {
        return null;
    }
}

function base64url(bytes) {
    return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Two 53-bit hashes in one string: it tells repeats apart, it guards nothing. */
function digestOf(bytes) {
    let a = 0xdeadbeef ^ bytes.length;
    let b = 0x41c6ce57 ^ bytes.length;
    let c = 0x2545f491;
    let d = 0x27d4eb2f;
    for (let i = 0; i < bytes.length; i++) {
        const octet = bytes[i];
        a = Math.imul(a ^ octet, 2654435761);
        b = Math.imul(b ^ octet, 1597334677);
        c = Math.imul(c ^ octet, 2246822507);
        d = Math.imul(d ^ octet, 3266489909);
    }
    return [a, b, c, d].map((part) => (part >>> 0).toString(36)).join('.');
}
