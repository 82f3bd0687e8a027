/** Payloads remembered per channel, so that what is replayed after a reconnect is not delivered again. */
const REMEMBERED = 2_000;
/** Time after a join in which replayed messages may come, in milliseconds. */
const REPLAY = 10_000;
/** A membership that lasts so long, in milliseconds, was accepted: no refusal is longer under way. */
const PROOF = 30_000;

/** Knowledge of a member where no numbers tell: digests of payloads, and with v1, since when it is in. */
export class Repeats {
    /** Digests of the last payloads, received or published, oldest first, and how often each is in there. */
    #recent = [];
    #counts = new Map();
    /** Payloads that a replay may bring once more, and the end of it. */
    #replay = new Map();
    #replayUntil = 0;
    #joinedAt = Infinity;
    #heard = false;

    /** Tells whether the server did accept it: a refusal may be longer under way than a join waits. */
    get isProven() {
        return this.#heard || Date.now() - this.#joinedAt > PROOF;
    }

    /** A replay comes: what is known already is not news. */
    expect() {
        this.#replay = new Map(this.#counts);
        this.#replayUntil = Date.now() + REPLAY;
    }

    /** A join was sent, on a socket of v1. */
    join(digest) {
        this.remember(digest);
        this.#joinedAt = Date.now();
    }

    lost() {
        this.#heard = this.isProven;
        this.#joinedAt = Infinity;
    }

    hear() {
        this.#heard = true;
    }

    count(digest) {
        return this.#counts.get(digest) ?? 0;
    }

    /** Tells whether a replay brought what is known. */
    absorbs(digest) {
        if (Date.now() > this.#replayUntil) {
            this.#replay.clear();
        }
        return take(this.#replay, digest);
    }

    remember(digest) {
        this.#recent.push(digest);
        this.#counts.set(digest, this.count(digest) + 1);
        if (this.#recent.length > REMEMBERED) {
            take(this.#counts, this.#recent.shift());
        }
    }
}

/** Two 53-bit hashes in one string: it tells repeats apart, it guards nothing. */
export function digestOf(bytes) {
    let a = 0xdeadbeef ^ bytes.length;
    let b = 0x41c6ce57 ^ bytes.length;
    let c = 0x2545f491;
    let d = 0x27d4eb2f;
    for (const octet of bytes) {
        a = Math.imul(a ^ octet, 2654435761);
        b = Math.imul(b ^ octet, 1597334677);
        c = Math.imul(c ^ octet, 2246822507);
        d = Math.imul(d ^ octet, 3266489909);
    }
    return [a, b, c, d].map((part) => (part >>> 0).toString(36)).join('.');
}

function take(counts, digest) {
    const left = counts.get(digest) ?? 0;
    if (left > 1) {
        counts.set(digest, left - 1);
    } else {
        counts.delete(digest);
    }
    return left > 0;
}
