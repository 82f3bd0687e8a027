/** Digests of own messages that are kept for a channel. */
const OWN = 1_000;

/**
 * Knowledge that outlives a reload: the last name in the browser, and for this tab the channels and which messages are its own.
 * Never a passphrase or a token; and nothing that is made of the text of an encrypted message.
 */
export class Memory {
    #browser;
    #tab;
    /** Digests by channel, oldest first. */
    #own;

    /** Either store may be null, or throw: then this page remembers for as long as it lives. */
    constructor(browser, tab) {
        this.#browser = browser;
        this.#tab = tab;
        this.#own = new Map(Object.entries(this.#read(tab, 'mles.own', {})));
    }

    get name() {
        return this.#read(this.#browser, 'mles.name', '');
    }

    set name(name) {
        this.#write(this.#browser, 'mles.name', name);
    }

    /** Channels, each a uid, a name, isSealed, and the time of the newest message seen. */
    get channels() {
        const read = this.#read(this.#tab, 'mles.channels', []);
        return Array.isArray(read) ? read.filter(({ uid, name }) => typeof uid === 'string' && typeof name === 'string') : [];
    }

    set channels(rooms) {
        this.#write(this.#tab, 'mles.channels',
            rooms.map(({ uid, name, isSealed, seen }) => ({ uid, name, isSealed, seen })));
    }

    /** Notes a message of this page. */
    addOwn(channel, digest) {
        const digests = this.#own.get(channel) ?? [];
        digests.push(digest);
        digests.splice(0, digests.length - OWN);
        this.#own.set(channel, digests);
        this.#write(this.#tab, 'mles.own', Object.fromEntries(this.#own));
    }

    isOwn(channel, digest) {
        return this.#own.get(channel)?.includes(digest) ?? false;
    }

    #read(store, key, otherwise) {
        try {
            return JSON.parse(store.getItem(key)) ?? otherwise;
        } catch {
            return otherwise;
        }
    }

    #write(store, key, value) {
        try {
            store.setItem(key, JSON.stringify(value));
        } catch {
            // full, or not allowed: the page works without
        }
    }
}
