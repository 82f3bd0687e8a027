const BASE = 500;
const CAP = 30_000;

/** Waits that grow, with full jitter: what was cut off together comes back spread out. */
export class Backoff {
    #failures = 0;

    /** @param most an upper bound for this wait, in milliseconds */
    next(most = CAP) {
        return Math.round(Math.random() * Math.min(most, CAP, BASE * 2 ** Math.min(this.#failures++, 10)));
    }

    /** A wait of the first failure, which changes nothing. */
    static short() {
        return Math.round(Math.random() * BASE);
    }

    reset() {
        this.#failures = 0;
    }
}
