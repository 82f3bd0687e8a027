import { MlesError } from './error.js';

const PREFIX = 8;
/** Bytes of an id: a random prefix that tells this membership's messages, and a number. */
export const ID_BYTES = PREFIX + 4;

/** Messages to publish, in their order, until each has its place. */
export class Outbox {
    #prefix = crypto.getRandomValues(new Uint8Array(PREFIX));
    #next = 0;
    #entries = new Map();
    #bytes = 0;
    /** Those that were not sent, and some that are gone. */
    #queue = [];

    get isEmpty() {
        return this.#entries.size === 0;
    }

    /** Bytes of content in here. */
    get bytes() {
        return this.#bytes;
    }

    /** Bytes of content that no server may have. */
    get unsentBytes() {
        return this.#queue.reduce((sum, { key, content }) => sum + (this.#entries.has(key) ? content.length : 0), 0);
    }

    /** The oldest that no server may have, undefined for none. */
    get unsent() {
        while (this.#queue.length > 0 && !this.#entries.has(this.#queue[0].key)) {
            this.#queue.shift();
        }
        return this.#queue[0];
    }

    /** Tells that the oldest is on its way. */
    send() {
        this.#queue.shift().sent = true;
    }

    /** Adds a message; its `done` is a promise of its number. A signal that fires takes it out. */
    add(content, signal) {
        const entry = { key: this.#next++, content, sent: false, doubtful: false };
        entry.id = new Uint8Array(ID_BYTES);
        entry.id.set(this.#prefix);
        new DataView(entry.id.buffer).setUint32(PREFIX, entry.key);
        entry.done = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
        const onAbort = () => this.fail(entry, signal.reason);
        signal?.addEventListener('abort', onAbort);
        entry.forget = () => signal?.removeEventListener('abort', onAbort);
        this.#entries.set(entry.key, entry);
        this.#queue.push(entry);
        this.#bytes += content.length;
        return entry;
    }

    /** Tells whether an id is one of this outbox. */
    owns(id) {
        return id?.length === ID_BYTES && this.#prefix.every((octet, i) => id[i] === octet);
    }

    /** Finds what has an id of this outbox; undefined where it has its place already, or was given up. */
    find(id) {
        return this.#entries.get(new DataView(id.buffer, id.byteOffset).getUint32(PREFIX));
    }

    /** Ends the wait of a message that has its place. */
    settle(entry, number) {
        this.#remove(entry);
        entry.resolve(number);
    }

    fail(entry, error) {
        this.#remove(entry);
        entry.reject(error);
    }

    /** Fails those that were not sent. */
    failUnsent(error) {
        this.#queue.forEach((entry) => this.fail(entry, error));
    }

    failAll(error) {
        this.#all.forEach((entry) => this.fail(entry, error));
    }

    /** Marks all that was sent: a replay with a gap may not show it. */
    doubt() {
        this.#all.forEach((entry) => {
            entry.doubtful = entry.sent;
        });
    }

    /** A replay is over: what was sent and is not in it has no place, and is sent again, but where the replay had a gap. */
    replayed() {
        for (const entry of this.#all) {
            if (entry.doubtful) {
                this.fail(entry, new MlesError('unknown', 'message: expected an answer, was lost sight of in a gap'));
            }
            entry.sent = false;
        }
        this.#queue = this.#all;
    }

    get #all() {
        return [...this.#entries.values()];
    }

    #remove(entry) {
        if (this.#entries.delete(entry.key)) {
            this.#bytes -= entry.content.length;
            entry.forget();
        }
    }
}
