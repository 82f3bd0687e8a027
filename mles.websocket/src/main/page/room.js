import { Delivery, Entry, EntryKind } from './entry.js';
import { announced } from './file.js';
import { isSameDay } from './group.js';

export const RoomState = Object.freeze({ JOINING: 'joining', IN: 'in', LOCKED: 'locked', ENDED: 'ended' });

/** Entries that a room keeps, and bytes of their messages: older ones give way. */
export const MOST_ENTRIES = 10_000;
export const MOST_BYTES = 128 * 1024 * 1024;
/** Names remembered in a channel. */
const MOST_PEOPLE = 1_000;

/** A channel that this page is on, or wants to be on: its messages and names. No view, no socket. */
export class Room {
    state = RoomState.JOINING;
    /** The reason of its end. */
    reason = '';
    unread = 0;
    /** The entry that the line "new" stands above, null for none. */
    freshId = null;
    /** Time of the newest message that was looked at. */
    seen = 0;
    people = new Set();
    /** Entries that gave way: places are counted from the first that ever was. */
    first = 0;
    #entries = [];
    #bytes = 0;
    /** Own messages that have no place yet, in their order; they stand behind all others. */
    #open = [];
    /** Files that are told of and not here yet, by their senders. */
    #files = new Map();
    #watched = false;
    /** The newest time on the channel, null for none yet. */
    #time = null;
    /** True where the server tells no times: then own messages have none either, which would stand alone. */
    #timeless = false;
    #onChange;

    constructor(uid, name, isSealed, onChange = () => {}) {
        this.uid = uid;
        this.name = name;
        this.isSealed = isSealed;
        this.#onChange = onChange;
    }

    /** The place behind the last entry. */
    get end() {
        return this.first + this.#entries.length + this.#open.length;
    }

    /** The entry at a place, null for none. */
    at(place) {
        const i = place - this.first;
        return this.#entries[i] ?? this.#open[i - this.#entries.length] ?? null;
    }

    /** The last message, null for none. */
    get last() {
        for (let place = this.end - 1; place >= this.first; place--) {
            if (this.at(place).kind === EntryKind.MESSAGE) {
                return this.at(place);
            }
        }
        return null;
    }

    change(values) {
        Object.assign(this, values);
        this.#onChange(this);
    }

    /** Begins or ends to be looked at. */
    watch(watched) {
        if (watched === this.#watched) {
            return;
        }
        this.#watched = watched;
        if (watched) {
            this.unread = 0;
            this.#look(this.last?.time);
        } else {
            this.freshId = null;
        }
        this.#onChange(this);
    }

    /** Takes a message of the channel. */
    take({ uid, bytes, time, sealing }, own) {
        this.#meet(uid);
        if (bytes.length === 0 && sealing === 'none') {
            this.#came(uid, time);
        } else if (!this.#filled(uid, bytes)) {
            this.#timeless ||= time === null;
            const file = announced(bytes);
            const entry = new Entry(EntryKind.MESSAGE, { uid, time, own, sealing, file, bytes: file === null ? bytes : null });
            if (file !== null) {
                this.#files.set(uid, entry);
            }
            this.#put(entry);
            this.#count(entry);
        }
        this.#onChange(this);
    }

    /** Adds a message of this page, which has no place yet. */
    say(bytes, file = null) {
        const entry = new Entry(EntryKind.MESSAGE, { uid: this.uid, own: true, delivery: Delivery.PENDING, bytes, file,
            sealing: this.isSealed ? 'opened' : 'none' });
        this.#open.push(entry);
        this.#onChange(this);
        return entry;
    }

    /** A message of this page has its place: behind all that came before the answer. */
    sent(entry, time) {
        if (this.#close(entry)) {
            entry.change({ delivery: Delivery.SENT, time: this.#timeless ? null : time });
            this.#put(entry);
            this.#look(time);
            this.#onChange(this);
        }
    }

    failed(entry, reason) {
        entry.change({ delivery: Delivery.FAILED, reason });
        this.#onChange(this);
    }

    /** A failed message is sent again. */
    retry(entry) {
        entry.change({ delivery: Delivery.PENDING, reason: '' });
        this.#onChange(this);
    }

    /** Takes a failed message away. */
    discard(entry) {
        this.#close(entry);
        this.#onChange(this);
    }

    /** Adds a note of this page. */
    note(words) {
        this.#put(new Entry(EntryKind.NOTE, { words }));
        this.#onChange(this);
    }

    #meet(uid) {
        this.people.delete(uid);
        this.people.add(uid);
        if (this.people.size > MOST_PEOPLE) {
            this.people.delete(this.people.values().next().value);
        }
    }

    /** Joins one after the other share a line. */
    #came(uid, time) {
        const last = this.#entries.at(-1);
        if (last?.kind === EntryKind.PRESENCE && (time === null ? last.time === null : last.time !== null && isSameDay(last.time, time))) {
            last.change({ uids: [uid, ...last.uids.filter((each) => each !== uid)] });
        } else {
            this.#put(new Entry(EntryKind.PRESENCE, { uids: [uid], time }));
        }
    }

    /** Tells whether these are the bytes of a file that was told of. */
    #filled(uid, bytes) {
        const entry = this.#files.get(uid);
        this.#files.delete(uid);
        if (entry === undefined || entry.file.size !== bytes.length) {
            return false;
        }
        entry.change({ bytes });
        this.#bytes += bytes.length;
        this.#shorten();
        return true;
    }

    #put(entry) {
        entry.since = this.#time;
        this.#time = entry.time ?? this.#time;
        this.#entries.push(entry);
        this.#bytes += entry.size;
        this.#shorten();
    }

    #shorten() {
        let gone = 0;
        while (this.#entries.length - gone > MOST_ENTRIES || (this.#bytes > MOST_BYTES && this.#entries.length - gone > 1)) {
            this.#bytes -= this.#entries[gone++].size;
        }
        if (gone > 0) {
            this.#entries.splice(0, gone);
            this.first += gone;
        }
    }

    #close(entry) {
        const at = this.#open.indexOf(entry);
        if (at >= 0) {
            this.#open.splice(at, 1);
        }
        return at >= 0;
    }

    #count(entry) {
        if (this.#watched) {
            this.#look(entry.time);
        } else if (!entry.own && !(entry.time !== null && entry.time <= this.seen)) {
            this.unread++;
            this.freshId ??= entry.id;
        }
    }

    #look(time) {
        this.seen = Math.max(this.seen, time ?? 0);
    }
}
