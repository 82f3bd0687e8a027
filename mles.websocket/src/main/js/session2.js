import { Line, LineState } from './line.js';
import { Pairs, decode, encode } from './cbor.js';
import { decodePayload } from './payload.js';

/** A membership that lasted so long was good: its next refusal is a first one. */
const PROOF = 10_000;
/** The longest wait for a place in the rate of joins, which comes by itself. */
const RATE_WAIT = 4_000;

/** A socket of `mles-websocket-2`: docs/websocket-2.md. */
export class Session2 {
    #socket;
    #host;
    #onHello;
    /** Lines by their number, and by the name of their channel, of which a socket has one at a time. */
    #lines = new Map();
    #names = new Map();
    #nextLine = 0;
    /** Publishes that wait for their answers, each a line and an entry. */
    #answers = new Map();
    #nextAnswer = 0;
    /** Waits of members that were refused for now. */
    #waits = new Map();

    constructor(socket, host, onHello) {
        this.#socket = socket;
        this.#host = host;
        this.#onHello = onHello;
    }

    get buffered() {
        return this.#socket.bufferedAmount;
    }

    /** Joins, where there is no membership of that channel yet; one that ends has to end first. */
    attach(member) {
        const line = this.#names.get(member.name);
        if (line !== undefined) {
            line.settle();
        } else if (member.isWanted && !this.#waits.has(member)) {
            const number = this.#nextLine++;
            const joining = new Line(this, this.#host, member, number);
            this.#lines.set(number, joining);
            this.#names.set(member.name, joining);
            joining.join();
        }
    }

    publish(member) {
        const line = this.#names.get(member.name);
        if (line?.member === member) {
            line.pump();
        } else {
            this.attach(member);
        }
    }

    leave(member) {
        clearTimeout(this.#waits.get(member));
        this.#waits.delete(member);
        const line = this.#names.get(member.name);
        return line?.member === member ? line.leave() : undefined;
    }

    /** For lines. */
    send(envelope) {
        this.#socket.send(encode(envelope));
    }

    /** For lines: a number for the answer to a publish. */
    ask(line, entry) {
        const number = this.#nextAnswer++;
        this.#answers.set(number, { line, entry });
        return number;
    }

    take(bytes) {
        let envelope;
        try {
            envelope = fieldsOf(bytes);
        } catch {
            return; // cut, as its membership ended: what was in it comes again behind the position
        }
        if (envelope.m !== undefined) {
            this.#deliver(envelope);
        } else if (envelope.published !== undefined) {
            this.#published(envelope.published, envelope.n);
        } else if (envelope.joined !== undefined) {
            this.#lines.get(envelope.joined)?.joined(envelope);
        } else if (envelope.refused !== undefined || envelope.left !== undefined) {
            this.#ended(envelope.refused ?? envelope.left, envelope);
        } else if (envelope.hello !== undefined) {
            this.#onHello(Number(envelope.ping));
        } else if (envelope.alive !== undefined) {
            this.#lines.forEach((line) => line.caughtUp()); // nothing else was to be said: no replay is under way
        }
    }

    /** Says false: no end of the socket is the refusal of one join, which has an answer of its own. */
    down(code, text) {
        this.#waits.forEach((timer) => clearTimeout(timer));
        const lines = [...this.#lines.values()];
        this.#lines.clear();
        this.#names.clear();
        if (code === 1009) {
            this.#tooLarge([...this.#answers.values()]);
        }
        lines.forEach((line) => line.over());
        return false;
    }

    #deliver({ n, t, m }) {
        const payload = decodePayload(m);
        const line = payload === null ? undefined : this.#names.get(payload.message.channel);
        if (line !== undefined) {
            line.deliver(n, t, payload, m);
            return;
        }
        // Frames that others sent may hold anything, also as the newest of a replay; of which channel, is not said.
        this.#lines.forEach((each) => each.end === n && each.caughtUp());
    }

    #published(number, n) {
        const answer = this.#answers.get(number);
        this.#answers.delete(number);
        answer?.line.published(answer.entry, n);
    }

    #ended(number, { reason, retry }) {
        const line = this.#lines.get(number);
        if (line === undefined) {
            return;
        }
        const { member } = line;
        const asked = line.state === LineState.LEAVING;
        const open = [...this.#answers].filter(([, answer]) => answer.line === line);
        open.forEach(([key]) => this.#answers.delete(key));
        const isOfOne = reason === 'too-large' && this.#tooLarge(open.map(([, answer]) => answer));
        this.#lines.delete(number);
        this.#names.delete(member.name);
        // A name that no earlier socket of ours can hold is that of another client: to wait would be in vain.
        const taken = reason === 'duplicate-cid' && !line.mayBeHeld;
        line.over();
        if (asked || member.isOver || isOfOne) {
            this.#host.freed(member.name);
        } else if (retry && !taken) {
            this.#later(line, reason);
        } else {
            this.#host.refuse(member, reason);
        }
    }

    #later({ member, joinedAt }, reason) {
        if (Date.now() - joinedAt > PROOF) {
            member.backoff.reset();
        }
        const retryIn = reason === 'rate-limit' ? member.backoff.next(RATE_WAIT) : member.backoff.next();
        this.#waits.set(member, setTimeout(() => {
            this.#waits.delete(member);
            this.attach(member);
        }, retryIn));
        this.#host.emit('delayed', { uid: member.uid, channel: member.name, reason, retryIn });
    }

    /** Gives the longest of the messages without an answer up: the server does not say which one is too long for it. */
    #tooLarge(answers) {
        const open = answers.filter(({ entry, line }) => line.member.outbox.find(entry.id) === entry);
        open.sort((one, other) => other.entry.content.length - one.entry.content.length);
        open[0]?.line.reject(open[0].entry, 'too-large');
        return open.length > 0;
    }
}

function fieldsOf(bytes) {
    const item = decode(bytes);
    if (!(item instanceof Pairs)) {
        throw new TypeError('envelope: expected a map');
    }
    return Object.fromEntries(item.pairs);
}
