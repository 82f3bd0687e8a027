import { Room, RoomState } from './room.js';
import { announce } from './file.js';
import { words } from './words.js';

/** States of the connection. */
export const LinkState = Object.freeze({ CONNECTING: 'connecting', UP: 'up', DOWN: 'down', TOKEN: 'token' });

const encoder = new TextEncoder();
/** Bytes of a message that no server takes: the protocol's bound, less names. */
const TOO_LARGE = 16_770_000;
/** Waits before a name is tried again that the page held before its reload: a server may need that long to give a dead socket up. */
const PATIENCE = [1_000, 2_000, 4_000, 8_000, 16_000, 16_000];

/** All channels of this page on one connection: what the views show, and what their buttons do. Knows no document. */
export class Talk {
    rooms = [];
    current = null;
    state = LinkState.CONNECTING;
    /** The reason of the loss, and the moment of the next attempt, null for none. */
    reason = '';
    retryAt = null;
    /** True where a token was given and not accepted. */
    isTokenWrong = false;
    #mles;
    #memory;
    #digest;
    #onChange;
    #now;
    #sleep;
    #hurry;
    #token;
    /** Ends the wait for a token, null where none waits. */
    #give = null;
    #visible = true;

    /**
     * Takes `open`, which makes a connection from options; the memory; `digest` of bytes; `onChange`, which is told of a room, or
     * of `null` for the rest; `hurry`, which ends the wait for the next attempt to connect; and the clock.
     */
    constructor({ open, memory, digest, onChange = () => {}, hurry = () => {}, now = Date.now,
        sleep = (time) => new Promise((resolve) => setTimeout(resolve, time)) }) {
        this.#memory = memory;
        this.#digest = digest;
        this.#onChange = onChange;
        this.#hurry = hurry;
        this.#now = now;
        this.#sleep = sleep;
        this.#mles = open({ token: () => this.#askToken() });
        this.#mles.addEventListener('up', () => this.#up());
        this.#mles.addEventListener('down', ({ detail }) => this.#down(detail));
        this.#mles.addEventListener('gap', ({ detail }) => this.find(detail.channel)?.note(words.gap));
    }

    /** Bytes that have not left for the server yet. */
    get unsentBytes() {
        return this.#mles.unsentBytes;
    }

    find(name) {
        return this.rooms.find((room) => room.name === name) ?? null;
    }

    /** Becomes a member, or shows the channel where it is one. */
    join(uid, name, secret = '') {
        let room = this.find(name);
        if (room === null) {
            room = this.#add(uid, name, secret !== '');
        } else if (room.state === RoomState.ENDED || room.state === RoomState.LOCKED) {
            room.change({ uid, isSealed: secret !== '' });
        } else {
            this.show(room);
            return room;
        }
        this.#memory.name = uid;
        this.#enter(room, secret);
        this.show(room);
        this.remember();
        return room;
    }

    /** Goes back to the channels of the memory; encrypted ones wait for their passphrase. */
    restore() {
        for (const { uid, name, isSealed, seen } of this.#memory.channels) {
            const room = this.#add(uid, name, isSealed === true);
            room.seen = Number(seen) || 0;
            if (room.isSealed) {
                room.change({ state: RoomState.LOCKED });
            } else {
                this.#enter(room, '', PATIENCE);
            }
        }
        this.show(this.rooms[0] ?? null);
    }

    /** Notes where this page is, for a reload. */
    remember() {
        this.#memory.channels = this.rooms;
    }

    leave(room) {
        room.leave?.();
        const at = this.rooms.indexOf(room);
        this.rooms.splice(at, 1);
        this.remember();
        if (room === this.current) {
            this.show(this.rooms[Math.min(at, this.rooms.length - 1)] ?? null);
        }
        this.#onChange(null);
    }

    show(room) {
        this.current = room;
        this.#watch();
        this.#onChange(null);
    }

    /** The page is in front, or behind others. */
    setVisible(visible) {
        this.#visible = visible;
        this.#watch();
    }

    /** Says words. */
    async say(room, words) {
        const bytes = encoder.encode(words);
        await this.#send(room, room.say(bytes));
    }

    /** Sends a file; a line with its name goes ahead, null for none. */
    async sendFile(room, name, bytes) {
        await this.#send(room, room.say(bytes, name === null ? null : { name, size: bytes.length }));
    }

    async resend(room, entry) {
        room.retry(entry);
        await this.#send(room, entry);
    }

    /** Goes on with a token. */
    giveToken(token) {
        this.#token = token;
        this.#change({ state: LinkState.CONNECTING });
        if (this.#give === null) {
            this.#hurry();
        }
        this.#give?.();
        this.#give = null;
    }

    /** Connects now, where a wait is under way. */
    retry() {
        this.#hurry();
    }

    #add(uid, name, isSealed) {
        const room = new Room(uid, name, isSealed, (changed) => this.#onChange(changed));
        this.rooms.push(room);
        return room;
    }

    /** Joins and reads; `waits` are those before further attempts where the name is taken. */
    async #enter(room, secret, waits = []) {
        const giveUp = new AbortController();
        room.leave = () => giveUp.abort();
        room.change({ state: RoomState.JOINING, reason: '' });
        try {
            const channel = await this.#mles.join(room.uid, room.name,
                { signal: giveUp.signal, ...(secret === '' ? {} : { secret }) });
            room.leave = () => channel.leave();
            room.publish = (bytes) => channel.publish(bytes);
            room.change({ state: RoomState.IN });
            for await (const message of channel) {
                room.take(message, this.#isOwn(room, message));
            }
        } catch (error) {
            if (giveUp.signal.aborted) {
                return;
            }
            if (error.reason === 'duplicate-cid' && waits.length > 0) {
                await this.#sleep(waits[0]);
                if (!giveUp.signal.aborted) {
                    this.#enter(room, secret, waits.slice(1));
                }
            } else {
                room.change({ state: RoomState.ENDED, reason: error.reason ?? error.message });
            }
        }
    }

    async #send(room, entry) {
        const { bytes, file } = entry;
        try {
            if (room.state !== RoomState.IN) {
                throw new Error(room.reason);
            }
            if (bytes.length > TOO_LARGE) {
                throw new Error('too-large');
            }
            // Both at once: nothing that is said meanwhile may come between them.
            const parts = [...(file === null ? [] : [encoder.encode(announce(file.name, file.size))]), bytes];
            await Promise.all(parts.map((part) => this.#publish(room, part)));
            room.sent(entry, this.#now());
        } catch (error) {
            room.failed(entry, error.reason ?? error.message);
        }
    }

    async #publish(room, bytes) {
        if (!room.isSealed) {
            this.#memory.addOwn(room.name, this.#digest(bytes));
        }
        await room.publish(bytes);
        if (this.state !== LinkState.UP) {
            await this.#whenUp(); // with `mles-websocket` queued is as good as sent, but not before there is a connection
        }
    }

    #whenUp() {
        return new Promise((resolve) => this.#mles.addEventListener('up', resolve, { once: true }));
    }

    /** A passphrase allows messages under any name: on an encrypted channel the name has to do. */
    #isOwn(room, { uid, bytes, sealing }) {
        return uid === room.uid && (sealing === 'opened' || this.#memory.isOwn(room.name, this.#digest(bytes)));
    }

    #watch() {
        this.rooms.forEach((room) => room.watch(this.#visible && room === this.current));
    }

    async #askToken() {
        if (this.state === LinkState.TOKEN) {
            await new Promise((resolve) => {
                this.#give = resolve;
            });
        }
        return this.#token;
    }

    #up() {
        this.#change({ state: LinkState.UP, reason: '', retryAt: null, isTokenWrong: false });
    }

    #down({ reason, retryIn }) {
        if (reason === 'wrong-token') {
            this.#change({ state: LinkState.TOKEN, reason, retryAt: null, isTokenWrong: this.#token !== undefined });
        } else if (this.state !== LinkState.TOKEN) {
            this.#change({ state: LinkState.DOWN, reason, retryAt: retryIn === null ? null : this.#now() + retryIn });
        }
    }

    #change(values) {
        Object.assign(this, values);
        this.#onChange(null);
    }
}
