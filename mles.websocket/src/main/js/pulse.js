/** Time between two looks at the clock, and the jump of it that means that this machine slept. */
const TICK = 5_000;
const JUMP = 10_000;
/** Pings that a connection may be silent for, at first and at most: a message is heard when it is whole, and may be long. */
const PATIENCE = 2;
const MOST_PATIENCE = 16;
/** Time for a connection that ought to have said something by now. */
const GRACE = 3_000;

/**
 * Notices dead connections, and moments at which a look at them is due: back online, back on the page, awake again. A connection
 * that was heard of lately is not touched by these; one that owes a sign of life gets a moment for it.
 */
export class Pulse {
    #onDead;
    #onWake;
    #wake = () => this.#woken();
    #seen = () => document.visibilityState === 'visible' && this.#woken();
    #ticker;
    #ticked;
    #timer;
    #ping = 0;
    #heard = 0;
    /** Doubled where a connection died at its first message: the next one gets longer for the same message. */
    #patience = PATIENCE;
    #begun = 0;

    constructor(onDead, onWake) {
        this.#onDead = onDead;
        this.#onWake = onWake;
        this.#ticked = Date.now();
        this.#ticker = setInterval(() => this.#tick(), TICK);
        this.#ticker.unref?.(); // Node: what only looks at the clock keeps no process alive
        globalThis.addEventListener?.('online', this.#wake);
        globalThis.document?.addEventListener('visibilitychange', this.#seen);
    }

    /** Watches a connection that promised to say something at least every `ping` milliseconds; 0 is no promise. */
    watch(ping) {
        this.#ping = ping;
        this.heard();
        this.#begun = this.#heard;
        this.#plan(this.#heard + this.#patience * ping);
    }

    /** Watches no connection. */
    rest() {
        clearTimeout(this.#timer);
        this.#ping = 0;
    }

    heard() {
        this.#heard = Date.now();
    }

    close() {
        this.rest();
        clearInterval(this.#ticker);
        globalThis.removeEventListener?.('online', this.#wake);
        globalThis.document?.removeEventListener('visibilitychange', this.#seen);
    }

    get #hasTalked() {
        return this.#heard - this.#begun >= this.#ping / 2;
    }

    #plan(due) {
        clearTimeout(this.#timer);
        if (this.#ping > 0) {
            const heard = this.#heard;
            this.#timer = setTimeout(() => this.#check(due, heard), Math.max(0, due - Date.now()));
            this.#timer.unref?.();
        }
    }

    #check(due, before) {
        if (this.#heard > before) {
            this.#patience = this.#hasTalked ? PATIENCE : this.#patience;
            this.#plan(this.#heard + this.#patience * this.#ping);
        } else if (Date.now() - due > TICK) {
            this.#suspect(); // late: what came meanwhile may wait behind this timer
        } else {
            this.#patience = this.#hasTalked ? PATIENCE : Math.min(2 * this.#patience, MOST_PATIENCE);
            this.#onDead();
        }
    }

    #tick() {
        const passed = Date.now() - this.#ticked;
        this.#ticked = Date.now();
        if (passed > TICK + JUMP) {
            this.#woken();
        }
    }

    #woken() {
        this.#suspect();
        this.#onWake();
    }

    #suspect() {
        const owed = Math.max(Date.now(), this.#heard + this.#ping);
        this.#plan(owed + Math.min(GRACE, this.#ping));
    }
}
