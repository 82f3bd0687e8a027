/**
 * End-to-end encryption of what is said on a channel: AES-GCM under a key made of a passphrase. Names stay readable, since
 * the server needs them. The passphrase lets its holders read everything and write under any name.
 *
 *     0       3         4             16
 *     | magic | version | nonce (96)  | AES-GCM: ciphertext and tag; bound to uid and channel
 *
 * docs/sealed.md describes the format.
 */
import { isSealed } from './message.js';

export { isSealed };

const MAGIC = [0xe2, 0x6d, 0x73];
const VERSION = 2;
const NONCE = 12;
const START = MAGIC.length + 1 + NONCE;
const ROUNDS = 600_000;

const encoder = new TextEncoder();

/** True where this page may use the browser's cryptography: over https, or on this machine. */
export const isAvailable = globalThis.crypto?.subtle !== undefined;

export class Seal {
    #key;

    constructor(key) {
        this.#key = key;
    }

    /** The seal of all members that know the passphrase of this channel. */
    static async of(passphrase, channel) {
        const secret = await crypto.subtle.importKey('raw', encoder.encode(passphrase.normalize('NFC')), 'PBKDF2', false, ['deriveKey']);
        const salt = encoder.encode(`mles seal ${VERSION} ${channel}`);
        const key = await crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS }, secret,
            { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
        return new Seal(key);
    }

    async close(uid, channel, bytes) {
        const iv = crypto.getRandomValues(new Uint8Array(NONCE));
        const hidden = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: names(uid, channel) }, this.#key,
            bytes);
        const sealed = new Uint8Array(START + hidden.byteLength);
        sealed.set([...MAGIC, VERSION]);
        sealed.set(iv, MAGIC.length + 1);
        sealed.set(new Uint8Array(hidden), START);
        return sealed;
    }

    /** The content, or null where the passphrase or the version is another one, or the message was changed. */
    async open(uid, channel, sealed) {
        const iv = sealed.subarray(MAGIC.length + 1, START);
        if (sealed[MAGIC.length] !== VERSION) {
            return null;
        }
        try {
            return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv,
                additionalData: names(uid, channel) }, this.#key, sealed.subarray(START)));
        } catch {
            return null;
        }
    }
}

/** The seal of one member of a channel. */
export class ChannelSeal {
    #seal;
    #uid;
    #channel;

    constructor(seal, uid, channel) {
        this.#seal = seal;
        this.#uid = uid;
        this.#channel = channel;
    }

    static async of(secret, uid, channel) {
        return new ChannelSeal(await Seal.of(secret, channel), uid, channel);
    }

    close(bytes) {
        return this.#seal.close(this.#uid, this.#channel, bytes);
    }

    /** Opens a message where that is possible; its `sealing` tells. */
    async open(message) {
        const opened = isSealed(message.bytes) ? await this.#seal.open(message.uid, message.channel, message.bytes) : null;
        return opened === null ? message : Object.assign(message, { bytes: opened, sealing: 'opened' });
    }
}

function names(uid, channel) {
    return new Uint8Array([...encoder.encode(uid), 0xff, ...encoder.encode(channel)]);
}
