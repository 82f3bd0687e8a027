/** Payloads of v1: uid, channel, message (SPEC 4), and the id that a client may put before the message. */
import { MlesError } from './error.js';
import { Message } from './message.js';
import { Pairs, decode, encode, sizeOf, textOf, utf8 } from './cbor.js';

/** The most bytes of an encoded message (SPEC 2). */
const LARGEST = 16_777_215;
/** The head of the map and the three keys. */
const OVERHEAD = 21;
const NAMES = ['uid', 'channel', 'message'];

/** Checks what a payload is made of; `id` is how many bytes of an id will be added. */
export function checkPayload(uid, channel, content, id) {
    if (!isWellFormed(uid) || !isWellFormed(channel)) {
        throw new MlesError('bad-payload', 'name: expected whole characters, was half of one');
    }
    const size = OVERHEAD + sizeOf(utf8(uid).length) + sizeOf(utf8(channel).length) + sizeOf(content.length)
        + (id > 0 ? 3 + sizeOf(id) : 0);
    if (size > LARGEST) {
        throw new MlesError('too-large', `message: expected at most ${LARGEST} bytes, was ${size}`);
    }
}

export function encodePayload(uid, channel, message, id) {
    return encode({ uid, channel, id, message });
}

/** Reads a payload; null where it is no message, since frames that others sent may hold anything (SPEC 3.5). */
export function decodePayload(payload) {
    try {
        const { values, id } = fieldsOf(decode(payload));
        const [uid, channel] = [0, 1].map((i) => nameOf(values[i]));
        return { message: new Message(uid, channel, contentOf(values[2])), id };
    } catch {
        return null;
    }
}

/** Copies a string as UTF-8, an ArrayBuffer, or a view of one: it may change before it is sent. */
export function asBytes(content) {
    if (typeof content === 'string') {
        return utf8(content);
    }
    if (content instanceof ArrayBuffer) {
        return new Uint8Array(content.slice(0));
    }
    if (ArrayBuffer.isView(content)) {
        return new Uint8Array(content.buffer, content.byteOffset, content.byteLength).slice();
    }
    throw new TypeError('content: expected a string, an ArrayBuffer or a view of one');
}

function isWellFormed(name) {
    return textOf(utf8(name)) === name;
}

/** The three fields, by name or by position, in a map or an array. */
function fieldsOf(item) {
    if (Array.isArray(item) && item.length === NAMES.length) {
        return { values: item };
    }
    if (!(item instanceof Pairs)) {
        throw new TypeError('no payload');
    }
    const values = [];
    let id;
    for (const [key, value] of item.pairs) {
        const at = indexOf(key);
        if (at in values) {
            throw new TypeError(`${NAMES[at]}: expected once`);
        }
        if (at in NAMES) {
            values[at] = value;
        } else if (key === 'id' && value instanceof Uint8Array) {
            id = value;
        }
    }
    return { values, id };
}

function indexOf(key) {
    if (typeof key === 'number' || typeof key === 'bigint') {
        return Number(key);
    }
    return NAMES.indexOf(typeof key === 'string' ? key : String.fromCharCode(...asOctets(key).subarray(0, 8)));
}

function nameOf(item) {
    return typeof item === 'string' ? item : textOf(asOctets(item));
}

function asOctets(item) {
    if (item instanceof Uint8Array) {
        return item;
    }
    throw new TypeError('expected a string');
}

function contentOf(item) {
    if (typeof item === 'string') {
        return utf8(item);
    }
    if (Array.isArray(item) && item.every((octet) => typeof octet === 'number' && octet < 256)) {
        return Uint8Array.from(item);
    }
    return asOctets(item);
}
