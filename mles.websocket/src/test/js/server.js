/** A server of both subprotocols in memory, without sockets or time: what is under way arrives when `run` lets it. */
import { decode, encode } from '../../main/js/cbor.js';
import { decodePayload, encodePayload } from '../../main/js/payload.js';

export const EMPTY = new Uint8Array();

/** Lets promises go on. */
export async function turn() {
    for (let i = 0; i < 20; i++) {
        await new Promise((resolve) => setImmediate(resolve));
    }
}

/** A socket as the client sees it; `sent` and `coming` hold what is under way. */
export class FakeSocket extends EventTarget {
    readyState = 0;
    bufferedAmount = 0;
    protocol = '';
    sent = [];
    coming = [];

    constructor(server, url, protocols) {
        super();
        Object.assign(this, { server, url, protocols });
        server.sockets.push(this);
        server.onSocket(this);
    }

    send(bytes) {
        if (this.readyState !== 1) {
            throw new Error(`send: expected an open socket, was ${this.readyState}`);
        }
        this.sent.push(bytes);
        this.server.onSent();
    }

    close() {
        this.gone ||= true;
        this.readyState = 3;
        this.server.freeAll(this);
    }

    open(protocol) {
        this.readyState = 1;
        this.protocol = protocol;
        this.onopen?.({});
    }

    /** The end of the connection, as the client hears of it. */
    end(code = 1006, reason = '') {
        this.readyState = 3;
        this.gone = true;
        this.onclose?.({ code, reason });
    }

    take(bytes) {
        this.onmessage?.({ data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) });
    }
}

export class FakeServer {
    sockets = [];
    channels = new Map();
    ping = 0;
    /** The most messages of a history. */
    limit = Infinity;
    /** Lets all go at once. */
    isPrompt = true;
    protocol = 'mles-websocket-2';
    epoch = 1;
    /** Envelopes as they came. */
    seen = [];
    refusal = () => null;
    #timeStored = 0;

    get WebSocket() {
        const server = this;
        return class extends FakeSocket {
            constructor(url, protocols) {
                super(server, url, protocols);
            }
        };
    }

    get socket() {
        return this.sockets.at(-1);
    }

    /** Opens a socket, unless a test wants another answer. */
    onSocket(socket) {
        queueMicrotask(() => this.accept(socket));
    }

    accept(socket) {
        socket.members = new Map();
        socket.open(this.protocol);
        this.say(socket, { hello: 2, ping: this.ping });
    }

    onSent() {
        if (this.isPrompt) {
            queueMicrotask(() => this.run());
        }
    }

    /** Brings everything that is under way to its end. */
    run() {
        while (this.sockets.some((socket) => this.step(socket, 'sent') || this.step(socket, 'coming'))) {
            // again
        }
    }

    /** Brings one message to its end; says whether there was one. */
    step(socket, side) {
        const bytes = socket[side].shift();
        if (bytes === undefined) {
            return false;
        }
        if (side === 'coming') {
            socket.take(bytes);
        } else {
            this.#take(socket, bytes);
        }
        return true;
    }

    say(socket, envelope) {
        socket.coming.push(encode(envelope));
        this.onSent();
    }

    log(name) {
        if (!this.channels.has(name)) {
            this.channels.set(name, { messages: [], n: 0, members: new Set() });
        }
        return this.channels.get(name);
    }

    /** Publishes for a member that is elsewhere. */
    publish(uid, name, text) {
        this.#append(name, encodePayload(uid, name, new TextEncoder().encode(text)), null);
    }

    texts(name) {
        return this.log(name).messages.map(({ m }) => decodePayload(m).message.text());
    }

    /** The server forgets a connection: its names are free. */
    freeAll(socket) {
        for (const member of socket.members?.values() ?? []) {
            this.log(member.name).members.delete(member);
        }
        socket.members?.clear();
    }

    /** The connection breaks: what is under way is lost. */
    cut(socket = this.socket, code = 1006, reason = '') {
        socket.sent = [];
        socket.coming = [];
        this.freeAll(socket);
        socket.end(code, reason);
    }

    /** All that was stored is lost. */
    restart() {
        this.sockets.filter((socket) => !socket.gone).forEach((socket) => this.cut(socket, 1001, 'shutdown'));
        this.channels.clear();
        this.epoch++;
    }

    /** The server is started again, and has what was stored. */
    reload() {
        this.sockets.filter((socket) => !socket.gone).forEach((socket) => this.cut(socket, 1001, 'shutdown'));
        for (const log of this.channels.values()) {
            log.lives ??= [];
            if (log.n > (log.lives.at(-1)?.end ?? 0)) {
                log.lives.push({ epoch: this.epoch, end: log.n });
            }
        }
        this.epoch++;
    }

    left(socket, number, reason, retry) {
        const member = socket.members.get(number);
        socket.members.delete(number);
        this.log(member.name).members.delete(member);
        this.say(socket, { left: number, reason, retry });
    }

    #epochBytes(epoch) {
        return Uint8Array.of(0, 0, 0, 0, 0, 0, 0, epoch);
    }

    #take(socket, bytes) {
        const envelope = Object.fromEntries(decode(bytes).pairs);
        this.seen.push(envelope);
        if (envelope.join !== undefined) {
            this.#join(socket, envelope);
        } else if (envelope.publish !== undefined) {
            const member = socket.members.get(envelope.publish);
            const n = member === undefined ? undefined : this.#append(member.name, envelope.m, member);
            if (n !== undefined && envelope.answer !== undefined) {
                this.say(socket, { published: envelope.answer, n });
            }
        } else if (envelope.leave !== undefined && socket.members.has(envelope.leave)) {
            this.left(socket, envelope.leave, 'left', false);
        }
    }

    #join(socket, { join, m, quiet, since }) {
        const { uid, channel: name } = decodePayload(m).message;
        const log = this.log(name);
        const taken = [...log.members].some((member) => member.uid === uid);
        const refusal = this.refusal(uid, name) ?? (taken ? { reason: 'duplicate-cid', retry: true } : null);
        if (refusal !== null) {
            this.say(socket, { refused: join, ...refusal });
            return;
        }
        const lives = [...log.lives ?? [], { epoch: this.epoch, end: log.n }];
        const newest = lives.find(({ end }) => end === log.n).epoch;
        const isSame = since !== undefined && lives.some(({ epoch, end }) => epoch === since[0].at(-1) && end >= since[1]);
        const from = isSame ? since[1] : 0;
        const follow = log.messages.slice(-this.limit).filter(({ n, isEmpty }) => isEmpty ? n >= from : n > from);
        const numbered = follow.filter(({ isEmpty }) => !isEmpty);
        const first = numbered[0]?.n ?? log.n + 1;
        const next = log.messages.find(({ n, isEmpty }) => !isEmpty && n > from)?.n ?? log.n + 1;
        const gap = since !== undefined && (!isSame || first !== next) ? true : undefined;
        this.say(socket, { joined: join, epoch: this.#epochBytes(newest), n: log.n, first, gap,
            next: newest === this.epoch ? undefined : this.#epochBytes(this.epoch) });
        follow.forEach((message) => this.say(socket, { n: message.n, t: message.t, m: message.m }));
        const member = { uid, name, socket };
        socket.members.set(join, member);
        log.members.add(member);
        if (!quiet && since === undefined) {
            this.#append(name, m, member);
        }
    }

    #append(name, m, from) {
        const log = this.log(name);
        const isEmpty = decodePayload(m)?.message.empty ?? false;
        log.n += isEmpty ? 0 : 1;
        const message = { n: log.n, t: this.#timeStored++, m, isEmpty };
        log.messages.push(message);
        for (const member of log.members) {
            if (member !== from && !member.socket.gone) {
                this.say(member.socket, { n: message.n, t: message.t, m });
            }
        }
        return log.n;
    }
}
