/**
 * Mles for browsers and Node: many channels on one WebSocket.
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
 * Types are in mles.d.ts, guarantees in docs/websocket.md.
 */
import { Channel } from './channel.js';
import { ID_BYTES } from './outbox.js';
import { Link } from './link.js';
import { Member } from './member.js';
import { Message } from './message.js';
import { MlesError } from './error.js';
import { asBytes, checkPayload } from './payload.js';

export { Channel, Message, MlesError };

const INBOX_MESSAGES = 50_000;
const INBOX_BYTES = 64 * 1024 * 1024;
/** Bytes that wait in the socket, or for a socket without answers, before `publish` waits or refuses. */
const OUTBOX_BYTES = 8 * 1024 * 1024;
const LOOK = 20;

/** Opens a connection to a Mles server for browsers; it is made in the background, and made again when it is lost. */
export function connect(url, options = {}) {
    return new Mles(url, options);
}

/** A connection. Events: `up`, `down`, `refused`, `delayed`, `gap`; mles.d.ts has their details. */
export class Mles extends EventTarget {
    /** Members by the names of their channels. */
    #members = new Map();
    #link;
    #host = this.#parts();
    #over = null;

    constructor(url, options = {}) {
        super();
        this.#link = new Link(url, options, this.#host);
        this.#link.start();
    }

    /** Tells whether the server is there now. */
    get isUp() {
        return this.#link.session !== null;
    }

    /** Bytes of messages that have not left for the server yet. */
    get unsentBytes() {
        const { session, buffered } = this.#link;
        const boxes = [...this.#members.values()].map(({ outbox }) => session === null ? outbox.bytes : outbox.unsentBytes);
        return boxes.reduce((sum, bytes) => sum + bytes, buffered);
    }

    /** Becomes a member of a channel under a name. Resolves to a Channel; rejects with a MlesError. */
    join(uid, channel, options = {}) {
        const joined = this.#join(uid, channel, options);
        joined.catch(() => {}); // a refusal that nothing waits for is told by the event
        return joined;
    }

    /** Closes the socket and ends all channels. */
    close() {
        this.#endAll(new MlesError('left', 'this connection was closed'), true);
        this.#link.close();
    }

    async #join(uid, channel, options) {
        const { first = '', signal, secret, inboxMessages = INBOX_MESSAGES, inboxBytes = INBOX_BYTES } = options;
        signal?.throwIfAborted();
        this.#check(uid, channel);
        let seal = null;
        let content = asBytes(first);
        if (secret !== undefined) {
            if (globalThis.crypto?.subtle === undefined) {
                throw new MlesError('no-cryptography', 'secret: expected a page over https, or of this machine');
            }
            const { ChannelSeal } = await import('./seal.js');
            seal = await ChannelSeal.of(secret, uid, channel);
            content = content.length > 0 ? await seal.close(content) : content; // presence is not sealed
            signal?.throwIfAborted();
            this.#check(uid, channel);
        }
        checkPayload(uid, channel, content, ID_BYTES);
        const member = new Member(this.#host, uid, channel, { limits: { messages: inboxMessages, bytes: inboxBytes }, seal });
        if (content.length > 0) {
            member.first = member.outbox.add(content);
            member.first.done.catch(() => {}); // the join is rejected
        }
        this.#members.set(channel, member);
        this.#link.session?.attach(member);
        const give = () => this.#drop(member, signal.reason);
        signal?.addEventListener('abort', give);
        return member.accepted.finally(() => signal?.removeEventListener('abort', give));
    }

    #check(uid, channel) {
        if (this.#over !== null) {
            throw this.#over;
        }
        if (this.#members.has(channel)) {
            throw new MlesError('duplicate-channel',
                `${channel}: expected one membership on a connection, was joined as ${this.#members.get(channel).uid} already`);
        }
    }

    /** Requests that the parts of a connection may make of it. */
    #parts() {
        return {
            emit: (type, detail) => this.dispatchEvent(new CustomEvent(type, { detail })),
            members: () => this.#members.values(),
            resume: (member) => this.#link.session?.attach(member),
            freed: (name) => this.#members.has(name) && this.#link.session?.attach(this.#members.get(name)),
            publish: (member, content, signal) => this.#publish(member, content, signal),
            leave: (member) => this.#leave(member),
            drop: (member, error) => this.#drop(member, error),
            refuse: (member, reason) => this.#refuse(member, reason),
            endAll: (error) => this.#endAll(error, false),
        };
    }

    async #publish(member, content, signal) {
        const { session, isNumbered } = this.#link;
        if (session === null && !isNumbered && member.outbox.bytes + content.length > OUTBOX_BYTES) {
            throw new MlesError('down', 'the connection is down and too much waits for it already');
        }
        const entry = member.outbox.add(content, signal);
        if (session !== null) {
            session.publish(member);
        } else if (!isNumbered) {
            entry.resolve();
        }
        await entry.done;
        while (this.#link.buffered > OUTBOX_BYTES) {
            await new Promise((resolve) => setTimeout(resolve, LOOK));
        }
    }

    async #leave(member) {
        this.#forget(member);
        member.end(new MlesError('left', `${member.uid} has left ${member.name}`), true);
        await this.#link.session?.leave(member);
        member.endAnswers();
    }

    #drop(member, error) {
        this.#forget(member);
        member.end(error);
        this.#link.session?.leave(member);
        member.endAnswers();
    }

    #refuse(member, reason) {
        this.#forget(member);
        member.end(new MlesError(reason, `${member.uid} on ${member.name}: ${reason}`));
        member.endAnswers();
        this.dispatchEvent(new CustomEvent('refused', { detail: { uid: member.uid, channel: member.name, reason } }));
    }

    #forget(member) {
        if (this.#members.get(member.name) === member) {
            this.#members.delete(member.name);
        }
    }

    #endAll(error, quietly) {
        this.#over ??= error;
        for (const member of this.#members.values()) {
            member.end(error, quietly);
            member.endAnswers();
        }
        this.#members.clear();
    }
}
