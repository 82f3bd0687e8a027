import { MlesError } from './error.js';
import { digestOf } from './repeats.js';
import { encodePayload } from './payload.js';

const NOTHING = new Uint8Array();
/** Bytes that wait in the socket before more is handed to it. */
const BUFFERED = 1024 * 1024;
const LOOK = 20;

export const LineState = Object.freeze({ JOINING: 'joining', REPLAYING: 'replaying', READY: 'ready', LEAVING: 'leaving', OVER: 'over' });
const { JOINING, REPLAYING, READY, LEAVING, OVER } = LineState;

/** A membership on one socket, under the number that the client gave it. */
export class Line {
    state = JOINING;
    joinedAt = Infinity;
    /** True where an earlier socket of this member may still hold its name. */
    mayBeHeld;
    /** The newest message when it joined: a replay ends with it. */
    end = 0;
    /** Epoch of the messages behind that one. */
    #next = null;
    #session;
    #host;
    #number;
    /** True once a message was left where it is, for want of room. */
    #skipped = false;
    #leaving = false;
    #timer = null;
    #gone;
    #onGone;

    constructor(session, host, member, number) {
        this.#session = session;
        this.#host = host;
        this.#number = number;
        this.member = member;
        this.mayBeHeld = member.tried;
        this.#gone = new Promise((resolve) => {
            this.#onGone = resolve;
        });
    }

    join() {
        const { member } = this;
        const isFirst = member.epoch === null;
        const m = encodePayload(member.uid, member.name, NOTHING);
        member.tried = true;
        this.#session.send({
            join: this.#number,
            m,
            // A first message is published behind the answer, and tells of its sender by itself.
            quiet: (isFirst && member.first !== null) || undefined,
            since: isFirst ? undefined : [member.epoch, member.position],
        });
    }

    joined({ epoch, n, first, next = epoch, gap = false }) {
        const { member } = this;
        this.state = REPLAYING;
        this.joinedAt = Date.now();
        this.end = n;
        this.#next = next;
        const isOther = member.life === null || !isSame(member.life, next);
        if (gap) {
            member.outbox.doubt();
        }
        if (member.inbox.isFull && member.epoch !== null) {
            this.#skipped = true; // here to publish only
        } else {
            // Messages before `first` are not coming.
            const before = first > 0 ? less(first) : 0;
            if (isOther) {
                member.past.expect(); // what a client or a server brought back has other numbers now
            }
            member.position = isOther || before > member.position ? before : member.position;
            member.epoch = epoch;
            member.life = next;
            if (gap) {
                this.#host.emit('gap', { uid: member.uid, channel: member.name });
            }
        }
        member.accept();
        if (this.#leaving) {
            this.leave();
        } else if (first > n) {
            this.caughtUp();
        }
    }

    deliver(n, t, { message, id }, payload) {
        const { member } = this;
        const isOwn = member.outbox.owns(id);
        const entry = isOwn ? member.outbox.find(id) : undefined;
        if (entry !== undefined) {
            member.outbox.settle(entry, n);
        }
        // A message without content has the number of the one before it.
        if (message.empty ? n >= member.position : n > member.position) {
            this.#receive(Object.assign(message, { number: n, time: t }), isOwn, digestOf(payload));
        }
        if (n >= this.end) {
            this.caughtUp();
        }
    }

    published(entry, n) {
        const { member } = this;
        member.outbox.settle(entry, n);
        if (!this.#skipped && n > member.position) {
            this.#advance(n);
        }
        this.settle();
    }

    /** A replay is over: what is not in it can be published. */
    caughtUp() {
        if (this.state === REPLAYING) {
            this.state = READY;
            this.member.outbox.replayed();
            this.pump();
            this.settle();
        }
    }

    /** Publishes what the socket takes, in order. */
    pump() {
        clearTimeout(this.#timer);
        if (this.state !== READY) {
            return;
        }
        const { uid, name, outbox } = this.member;
        for (let entry = outbox.unsent; entry !== undefined; entry = outbox.unsent) {
            if (this.#session.buffered > BUFFERED) {
                this.#timer = setTimeout(() => this.pump(), LOOK);
                return;
            }
            outbox.send();
            const m = encodePayload(uid, name, entry.content, entry.id);
            this.#session.send({ publish: this.#number, m, answer: this.#session.ask(this, entry) });
        }
    }

    /** Leaves when there is no room for messages and nothing to say, or to come back where there is room again. */
    settle() {
        const { inbox, outbox } = this.member;
        if (this.state === READY && this.#skipped && (!inbox.isFull || outbox.isEmpty)) {
            this.leave();
        }
    }

    /** Leaves; resolves when the server said so, or the socket is gone. */
    leave() {
        this.#leaving = true;
        if (this.state === REPLAYING || this.state === READY) {
            this.state = LEAVING;
            this.#session.send({ leave: this.#number });
        }
        return this.#gone;
    }

    /** A message of it cannot be published. */
    reject(entry, reason) {
        this.member.outbox.fail(entry, new MlesError(reason, `${this.member.uid} on ${this.member.name}: ${reason}`));
    }

    over() {
        this.state = OVER;
        clearTimeout(this.#timer);
        this.#onGone();
    }

    #advance(n) {
        this.member.position = n;
        if (n > this.end) {
            this.member.epoch = this.#next;
        }
    }

    #receive(message, isOwn, digest) {
        const { member } = this;
        if (member.isOver) {
            return;
        }
        if (this.#skipped || member.inbox.isFull) {
            this.#skipped = true; // it comes again behind the position
            this.settle();
            return;
        }
        if (!message.empty) {
            this.#advance(message.number);
        }
        if (!isOwn && !member.past.absorbs(digest)) {
            member.past.remember(digest);
            member.inbox.put(message);
        }
    }
}

function isSame(one, other) {
    return one.length === other.length && one.every((octet, i) => octet === other[i]);
}

function less(n) {
    return typeof n === 'bigint' ? n - 1n : n - 1;
}
