const MAGIC = [0xe2, 0x6d, 0x73];
/** Magic, version and nonce. */
const SEALED = 16;
const decoder = new TextDecoder();

/** One message of a channel. */
export class Message {
    /** Its place on the channel and the time when it was stored; null where the server tells of neither. */
    number = null;
    time = null;
    /** `none`, `opened` or `unreadable`: the state of its content (docs/sealed.md). */
    sealing;

    constructor(uid, channel, bytes) {
        this.uid = uid;
        this.channel = channel;
        this.bytes = bytes;
        this.sealing = isSealed(bytes) ? 'unreadable' : 'none';
    }

    /** Tells of a message without content: its sender joined. */
    get empty() {
        return this.bytes.length === 0;
    }

    /** The content as UTF-8, faulty bytes replaced. */
    text() {
        return decoder.decode(this.bytes);
    }
}

/** Tells sealed content by its beginning, which no text has (docs/sealed.md). */
export function isSealed(bytes) {
    return bytes.length >= SEALED && MAGIC.every((octet, i) => bytes[i] === octet);
}
