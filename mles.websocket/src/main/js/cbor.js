/** CBOR as the two subprotocols need it: read with the verdicts of SPEC 4.2, written in the shortest forms. */
const encoder = new TextEncoder();
/** Strict, and a byte order mark is a character like any other. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Arrays, maps and tags on one path (SPEC 4.2). */
const DEEPEST = 127;
const TEXT = 3;
const INDEFINITE = 31;
const BREAK = 0xff;
const TWO_32 = 2 ** 32;

/** A map as it came: its keys may be of any kind, and may repeat. */
export class Pairs {
    constructor(pairs) {
        this.pairs = pairs;
    }
}

/**
 * Decodes exactly one item. Numbers are BigInt where they are not safe otherwise, byte strings are views of the input. Floats and
 * negative numbers, which nothing here asks for, are null.
 */
export function decode(bytes) {
    const reader = new Reader(bytes);
    const item = reader.item(0);
    if (reader.at !== bytes.length) {
        throw fault('one item', 'more');
    }
    return item;
}

export function utf8(text) {
    return encoder.encode(text);
}

/** Reads UTF-8; throws where it is none. */
export function textOf(bytes) {
    return decoder.decode(bytes);
}

export function concat(parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        whole.set(part, at);
        at += part.length;
    }
    return whole;
}

/** Encodes numbers from 0, strings, bytes, booleans, arrays, and objects as maps in the order of their keys, without undefined ones. */
export function encode(value) {
    const parts = [];
    write(parts, value);
    return concat(parts);
}

/** Counts the bytes of a string with its head. */
export function sizeOf(length) {
    return head(0, length).length + length;
}

function write(parts, value) {
    if (typeof value === 'boolean') {
        parts.push(Uint8Array.of(value ? 0xf5 : 0xf4));
    } else if (typeof value === 'number' || typeof value === 'bigint') {
        parts.push(head(0, value));
    } else if (typeof value === 'string') {
        const text = utf8(value);
        parts.push(head(TEXT, text.length), text);
    } else if (value instanceof Uint8Array) {
        parts.push(head(2, value.length), value);
    } else if (Array.isArray(value)) {
        parts.push(head(4, value.length));
        value.forEach((item) => write(parts, item));
    } else {
        const entries = Object.entries(value).filter(([, item]) => item !== undefined);
        parts.push(head(5, entries.length));
        entries.flat().forEach((item) => write(parts, item));
    }
}

function head(major, n) {
    const type = major << 5;
    if (n < 24) {
        return Uint8Array.of(type | Number(n));
    }
    const [info, size] = n < 0x100 ? [24, 1] : n < 0x10000 ? [25, 2] : n < TWO_32 ? [26, 4] : [27, 8];
    const bytes = new Uint8Array(1 + size);
    bytes[0] = type | info;
    if (size === 8) {
        new DataView(bytes.buffer).setBigUint64(1, BigInt(n));
    } else {
        for (let i = size, rest = Number(n); i > 0; i--, rest >>>= 8) {
            bytes[i] = rest;
        }
    }
    return bytes;
}

function fault(expected, was) {
    return new RangeError(`CBOR: expected ${expected}, was ${was}`);
}

class Reader {
    #bytes;

    constructor(bytes) {
        this.#bytes = bytes;
        this.at = 0;
    }

    item(depth) {
        const [major, info] = this.#initial();
        if (major === 7) {
            return this.#simple(info);
        }
        if (major > 3 && depth === DEEPEST) {
            throw fault(`at most ${DEEPEST} levels`, 'more');
        }
        const n = this.#argument(info);
        if (n === null && (major < 2 || major === 6)) {
            throw fault('a length', 'none');
        }
        switch (major) {
            case 0:
                return n;
            case 1:
                return null;
            case 2:
                return this.#string(major, n);
            case TEXT:
                return textOf(this.#string(major, n));
            case 4:
                return this.#items(n, () => this.item(depth + 1));
            case 5:
                return new Pairs(this.#items(n, () => [this.item(depth + 1), this.item(depth + 1)]));
            default:
                return this.item(depth + 1); // a tag says nothing here
        }
    }

    #initial() {
        const [first] = this.#take(1);
        return [first >> 5, first & 31];
    }

    #take(size) {
        if (size > this.#bytes.length - this.at) {
            throw fault(`${size} bytes`, `${this.#bytes.length - this.at}`);
        }
        const end = this.at + Number(size);
        const taken = this.#bytes.subarray(this.at, end);
        this.at = end;
        return taken;
    }

    /** Reads what follows the initial byte; null is an indefinite length. */
    #argument(info) {
        if (info < 24) {
            return info;
        }
        if (info === INDEFINITE) {
            return null;
        }
        if (info > 27) {
            throw fault('a length', `the reserved ${info}`);
        }
        let n = 0;
        let exact = 0n;
        for (const octet of this.#take(1 << (info - 24))) {
            n = n * 256 + octet;
            exact = info === 27 ? exact * 256n + BigInt(octet) : exact;
        }
        return Number.isSafeInteger(n) ? n : exact;
    }

    #simple(info) {
        if (info === 20 || info === 21) {
            return info === 21;
        }
        if (info > 24 && info < 28) {
            this.#take(1 << (info - 24));
        } else if (info !== 22 && info !== 23) {
            throw fault('a simple value that is known', `${info}`);
        }
        return null;
    }

    /** Reads a string's bytes, chunks of the same kind joined: a character may be split between two. */
    #string(major, n) {
        return n !== null ? this.#take(n) : concat(this.#items(null, () => {
            const [kind, info] = this.#initial();
            const size = this.#argument(info);
            if (kind !== major || size === null) {
                throw fault('a definite chunk of the same kind', `${kind}`);
            }
            return this.#take(size);
        }));
    }

    #items(n, read) {
        const items = [];
        // Each has a byte at least: what claims more than is left is found out before anything is allocated for it.
        while (n === null ? !this.#ends() : items.length < n) {
            items.push(read());
        }
        return items;
    }

    #ends() {
        const ends = this.#bytes[this.at] === BREAK;
        this.at += ends ? 1 : 0;
        return ends;
    }
}
