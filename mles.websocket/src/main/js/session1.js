import { digestOf } from './repeats.js';
import { decodePayload, encodePayload } from './payload.js';

/** Close reasons that mean one join, which will not be tried again. */
const REFUSALS = new Set(['bad-payload', 'wrong-key', 'not-allowed', 'duplicate-cid', 'too-large', 'name-too-long',
    'channel-limit', 'address-limit', 'rate-limit', 'evicted']);
const NOTHING = new Uint8Array();

/**
 * A socket of `mles-websocket`: payloads and nothing else. A join counts as accepted when a message came, or when the socket
 * stayed open for a moment, and a refusal ends the socket.
 */
export class Session1 {
    #socket;
    #host;
    #settle;
    #onSettled;
    /** Joins in their order on this socket, by which close texts name them; some have left here, but not for the server. */
    #seats = [];

    constructor(socket, host, settle, onSettled) {
        this.#socket = socket;
        this.#host = host;
        this.#settle = settle;
        this.#onSettled = onSettled;
    }

    attach(member) {
        const isIn = this.#seats.some((seat) => seat.member === member);
        if (isIn || member.isOver) {
            return;
        }
        const left = this.#seats.find((seat) => seat.member.uid === member.uid && seat.member.name === member.name);
        const { first } = member;
        const payload = encodePayload(member.uid, member.name, first?.content ?? NOTHING);
        if (left !== undefined) {
            member.past = left.member.past;
            member.past.remember(digestOf(payload));
            left.member = member; // for the server it has never gone
        } else {
            member.past.expect();
            member.past.join(digestOf(payload));
            this.#seats.push({ member, size: payload.length });
        }
        if (first === null) {
            member.outbox.doubt(); // what a server of v2 did not answer cannot be asked for here
        }
        member.outbox.replayed();
        this.#socket.send(payload);
        if (first !== null) {
            member.outbox.send(); // with the join
        }
        setTimeout(() => this.#settled(member), this.#settle);
        this.publish(member);
    }

    publish(member) {
        const { outbox } = member;
        for (let entry = outbox.unsent; entry !== undefined; entry = outbox.unsent) {
            const payload = encodePayload(member.uid, member.name, entry.content);
            member.past.remember(digestOf(payload));
            this.#socket.send(payload);
            outbox.settle(entry);
        }
    }

    /** The protocol has no leave: delivery ends here, and the server keeps the member until the socket ends. */
    leave() {
        return undefined;
    }

    take(payload) {
        const message = decodePayload(payload)?.message;
        if (message === undefined) {
            return;
        }
        const digest = digestOf(payload);
        // Each member on this socket gets its own copy, those that left included: one that a replay repeats is for a member that
        // has it, and any other one for that which has seen the fewest.
        const seats = this.#seats.filter(({ member }) => member.name === message.channel);
        const absorbing = seats.find(({ member }) => member.past.absorbs(digest));
        if (absorbing !== undefined) {
            this.#accept(absorbing.member);
            return;
        }
        seats.sort((one, other) => one.member.past.count(digest) - other.member.past.count(digest));
        if (seats.length > 0) {
            this.#receive(seats[0].member, message, digest);
        }
    }

    /** Says whether the end of the socket was the refusal of one join, which is over then. */
    down(code, text) {
        const [reason, ordinal] = text.split(' ');
        for (const { member } of this.#seats) {
            member.past.lost();
        }
        const seat = ordinal === undefined ? this.#tooLarge(reason) : this.#seats[Number(ordinal) - 1];
        const isProven = seat?.member.past.isProven;
        // A name that was ours before may still be held by a connection that the server has not given up yet, and a proxy cannot
        // tell a refusal from a loss.
        const refused = REFUSALS.has(reason) ? !(reason === 'duplicate-cid' && isProven) : reason === 'peer-lost' && !isProven;
        this.#seats = [];
        if (seat === undefined || !refused) {
            return false;
        }
        if (!seat.member.isOver) {
            this.#host.refuse(seat.member, reason);
        }
        return true;
    }

    /** The longest of the joins without an answer: the server does not say which one is too long to be taken in. */
    #tooLarge(reason) {
        const open = reason === 'too-large' ? this.#seats.filter(({ member }) => !member.wasAccepted) : [];
        return open.sort((one, other) => other.size - one.size)[0];
    }

    #settled(member) {
        if (this.#seats.some((seat) => seat.member === member)) {
            this.#onSettled();
            this.#accept(member, false);
        }
    }

    #accept(member, heard = true) {
        if (heard) {
            member.past.hear();
        }
        if (member.first !== null) {
            member.outbox.settle(member.first);
        }
        member.accept();
    }

    #receive(member, message, digest) {
        member.past.remember(digest);
        if (member.isOver) {
            return;
        }
        this.#accept(member);
        member.inbox.put(message);
        member.dropped += member.inbox.shed();
    }
}
