import { Backoff } from './backoff.js';
import { MlesError } from './error.js';
import { Pulse } from './pulse.js';
import { Session1 } from './session1.js';
import { Session2 } from './session2.js';
import { utf8 } from './cbor.js';

const V1 = 'mles-websocket';
const V2 = 'mles-websocket-2';
const TOKEN = 'mles-token.';
/** Time for a socket to open, and for a server of v2 to greet. */
const OPENING = 20_000;
/** A connection that lasted so long was good: the next failure is a first one. */
const PROOF = 5_000;
/** The close code of a browser for a socket that broke. */
const BROKEN = 1006;

/** The sockets of a connection, one after the other, and the waits between them. */
export class Link {
    /** The session of a socket that is up, null without one. */
    session = null;
    /** Tells whether the last server numbers its messages. */
    isNumbered = false;
    #url;
    #options;
    #host;
    #socket = null;
    #upAt = Infinity;
    #timer = null;
    /** True while the timer is that of a wait between two sockets. */
    #waits = false;
    #closed = false;
    #backoff = new Backoff();
    #pulse = new Pulse(() => this.#lost('unresponsive'), () => this.#hurry());

    constructor(url, { token, reconnect = true, settle = 300, WebSocket = globalThis.WebSocket }, host) {
        if (typeof WebSocket !== 'function') {
            throw new TypeError('WebSocket: expected a class, was none; pass one as connect(url, { WebSocket })');
        }
        this.#url = url;
        this.#options = { token, reconnect, settle, WebSocket };
        this.#host = host;
    }

    /** Bytes that the socket has not taken yet. */
    get buffered() {
        return this.session === null ? 0 : this.#socket.bufferedAmount;
    }

    start() {
        this.#waits = false;
        const { token } = this.#options;
        if (typeof token === 'function') {
            this.#ask(token);
        } else {
            this.#dial(token);
        }
    }

    close() {
        this.#closed = true;
        clearTimeout(this.#timer);
        this.#pulse.close();
        const socket = this.#socket;
        this.#release();
        socket?.close(1000);
    }

    async #ask(token) {
        try {
            const given = await token();
            if (!this.#closed) {
                this.#dial(given);
            }
        } catch (error) {
            if (!this.#closed) {
                this.#again(BROKEN, `token: ${error.message}`, this.#backoff.next());
            }
        }
    }

    #dial(token) {
        // The older one first: some servers look for it there only (SPEC 8.2).
        const protocols = token === undefined ? [V1, V2] : [V1, V2, TOKEN + base64url(utf8(token))];
        const socket = new this.#options.WebSocket(this.#url, protocols);
        socket.binaryType = 'arraybuffer';
        this.#socket = socket;
        this.#timer = setTimeout(() => this.#lost('timeout'), OPENING);
        let session = null;
        socket.onopen = () => {
            session = socket.protocol === V2
                ? new Session2(socket, this.#host, (ping) => this.#up(session, ping))
                : new Session1(socket, this.#host, this.#options.settle, () => this.#backoff.reset());
            if (session instanceof Session1) {
                this.#up(session, 0);
            }
        };
        socket.onmessage = ({ data }) => {
            this.#pulse.heard();
            if (data instanceof ArrayBuffer) {
                session.take(new Uint8Array(data));
            }
        };
        socket.onclose = ({ code, reason }) => this.#down(code, reason);
        // Node 20 fires no `close` for a connection that failed (nodejs/undici#3546).
        socket.onerror = () => setTimeout(() => this.#socket === socket && socket.readyState !== 1 && this.#down(BROKEN, ''));
    }

    #up(session, ping) {
        clearTimeout(this.#timer);
        this.session = session;
        this.isNumbered = session instanceof Session2;
        this.#upAt = Date.now();
        this.#pulse.watch(ping);
        for (const member of this.#host.members()) {
            session.attach(member);
        }
        this.#host.emit('up', {});
    }

    /** Gives a socket up that may not end by itself. */
    #lost(reason) {
        const socket = this.#socket;
        this.#down(BROKEN, reason);
        socket.close();
    }

    #down(code, text) {
        const [reason] = text.split(' ');
        const session = this.session;
        if (Date.now() - this.#upAt > PROOF) {
            this.#backoff.reset();
        }
        this.#release();
        const refused = session?.down(code, text) ?? false;
        const { token, reconnect } = this.#options;
        const denied = reason === 'wrong-origin' || (reason === 'wrong-token' && typeof token !== 'function');
        if (!reconnect || denied) {
            this.#pulse.close();
            this.#closed = true;
            this.#host.endAll(new MlesError(reason || 'left', `the connection ended: ${reason || code}`));
        }
        this.#again(code, text, refused ? 0 : this.#backoff.next());
    }

    #again(code, reason, retryIn) {
        if (!this.#closed) {
            this.#waits = true;
            this.#timer = setTimeout(() => this.start(), retryIn);
        }
        this.#host.emit('down', { code, reason, retryIn: this.#closed ? null : retryIn });
    }

    /** Forgets the socket, and hears nothing of it any more. */
    #release() {
        clearTimeout(this.#timer);
        this.#pulse.rest();
        if (this.#socket !== null) {
            this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
            this.#socket.onerror = () => {};
        }
        this.#socket = null;
        this.session = null;
        this.#upAt = Infinity;
    }

    /** Does not sit a long wait out when the network or the user is back. */
    #hurry() {
        if (this.#waits && !this.#closed) {
            clearTimeout(this.#timer);
            this.#timer = setTimeout(() => this.start(), Backoff.short());
        }
    }
}

function base64url(bytes) {
    return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
