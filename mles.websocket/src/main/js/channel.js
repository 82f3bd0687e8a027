import { ID_BYTES } from './outbox.js';
import { asBytes, checkPayload } from './payload.js';

/** A membership, as a page sees it. Iterate over it for messages; several loops over one channel share them. */
export class Channel {
    #member;
    #host;
    #sealing = Promise.resolve();

    constructor(member, host) {
        this.#member = member;
        this.#host = host;
    }

    get uid() {
        return this.#member.uid;
    }

    get name() {
        return this.#member.name;
    }

    get dropped() {
        return this.#member.dropped;
    }

    /** Publishes a string, as UTF-8, or bytes. */
    publish(content, { signal } = {}) {
        const published = this.#publish(content, signal);
        published.catch(() => {}); // a caller that does not wait for it does not want to be told
        return published;
    }

    /** Ends the membership. Resolves when the server knows. */
    leave() {
        return this.#host.leave(this.#member);
    }

    [Symbol.asyncIterator]() {
        return this.#member.inbox.reader();
    }

    async #publish(content, signal) {
        signal?.throwIfAborted();
        const { seal, uid, name } = this.#member;
        this.#member.check();
        let bytes = asBytes(content);
        if (seal !== null) {
            const plain = bytes;
            const sealed = this.#sealing.then(() => seal.close(plain)); // in turn: a short one may be sealed sooner
            this.#sealing = sealed.catch(() => {});
            bytes = await sealed;
            signal?.throwIfAborted();
            this.#member.check();
        }
        checkPayload(uid, name, bytes, ID_BYTES);
        await this.#host.publish(this.#member, bytes, signal);
    }
}
