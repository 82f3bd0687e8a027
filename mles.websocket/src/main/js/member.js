import { Backoff } from './backoff.js';
import { Channel } from './channel.js';
import { Inbox } from './inbox.js';
import { MlesError } from './error.js';
import { Outbox } from './outbox.js';
import { Repeats } from './repeats.js';

/** A membership over all of its sockets: what a session of either subprotocol needs of it. */
export class Member {
    inbox;
    outbox = new Outbox();
    channel;
    backoff = new Backoff();
    /** The message that it joins with, until it was accepted; null for none. */
    first = null;
    /** Messages that gave way to newer ones. */
    dropped = 0;
    /** Its newest position, and the epoch of that; null before the first answer to a join. */
    epoch = null;
    position = 0;
    /** Epoch of the messages that were to come when a join was answered last: another one tells of a restart. */
    life = null;
    /** True once a join was sent: an earlier socket may still hold its name. */
    tried = false;
    past = new Repeats();
    #ended = null;
    #host;
    #settled;
    #wasAccepted = false;

    constructor(host, uid, name, { limits, seal }) {
        this.#host = host;
        this.uid = uid;
        this.name = name;
        this.seal = seal;
        this.inbox = new Inbox(limits, (message) => this.#opened(message), () => host.resume(this));
        this.channel = new Channel(this, host);
        this.accepted = new Promise((resolve, reject) => {
            this.#settled = { resolve, reject };
        });
        this.accepted.catch(() => {});
    }

    get isOver() {
        return this.#ended !== null;
    }

    get wasAccepted() {
        return this.#wasAccepted;
    }

    /** Tells whether a session should have it: its reader has room, or it has something to say. */
    get isWanted() {
        return !this.isOver && (!this.inbox.isFull || !this.outbox.isEmpty);
    }

    /** The server took it in; its first message, if any, is waited for as well. */
    accept() {
        if (this.#wasAccepted) {
            return;
        }
        this.#wasAccepted = true;
        const first = this.first;
        this.first = null;
        Promise.resolve(first?.done).then(() => this.#settled.resolve(this.channel), (error) => this.#host.drop(this, error));
    }

    check() {
        if (this.isOver) {
            throw this.#ended;
        }
    }

    /** Ends it; its readers are told the error, but where it ends by its own wish. */
    end(error, quietly = false) {
        if (this.isOver) {
            return;
        }
        this.#ended = error;
        this.#settled.reject(error);
        this.outbox.failUnsent(error);
        this.inbox.end(quietly ? undefined : error);
    }

    /** Nothing will answer any more. */
    endAnswers() {
        this.outbox.failAll(this.#ended ?? new MlesError('left', `${this.uid} has left ${this.name}`));
    }

    async #opened(message) {
        return this.seal === null ? message : this.seal.open(message);
    }
}
