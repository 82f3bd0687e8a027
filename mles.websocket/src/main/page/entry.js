import { contentOf } from './content.js';

export const EntryKind = Object.freeze({ MESSAGE: 'message', PRESENCE: 'presence', NOTE: 'note' });

/** Ways of a message of this page. */
export const Delivery = Object.freeze({ PENDING: 'pending', SENT: 'sent', FAILED: 'failed' });

let made = 0;

/** One line of a channel: a message, joins, or a note of this page. */
export class Entry {
    id = ++made;
    /** Raised by each change, so that a view knows what to make again. */
    version = 0;
    uid = '';
    /** Milliseconds since 1970, null where no server told. */
    time = null;
    /** The newest time before it on the channel, null for none. */
    since = null;
    /** True for a message of this page. */
    own = false;
    delivery = Delivery.SENT;
    /** The reason of a failure. */
    reason = '';
    sealing = 'none';
    bytes = null;
    /** Name and size of a file that is told of, null for none. */
    file = null;
    /** Names that joined, the last one first. */
    uids = [];
    words = '';
    #content = null;

    constructor(kind, values) {
        this.kind = kind;
        Object.assign(this, values);
    }

    /** Bytes that it holds. */
    get size() {
        return this.bytes?.length ?? 0;
    }

    /** The content, read when it is asked for. */
    get content() {
        this.#content ??= contentOf(this.bytes);
        return this.#content;
    }

    change(values) {
        Object.assign(this, values);
        this.#content = null;
        this.version++;
    }
}
