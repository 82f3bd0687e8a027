/** Mles for browsers: many channels on one WebSocket. */

export interface ConnectOptions {
    /** What the server asks for with `ws-auth token`. */
    token?: string;
    /** Whether to connect again when the connection is lost, with growing waits from 0.5 s to 30 s. Default: true. */
    reconnect?: boolean;
    /** Milliseconds after which a join that was not refused counts as accepted. Default: 300. */
    settle?: number;
}

export interface JoinOptions {
    /** The first message, also sent at every reconnect. Default: empty, which others see as presence. */
    first?: string | ArrayBuffer | ArrayBufferView;
}

export interface DownDetail {
    /** The close code of the WebSocket; 1006 when it broke or was never open. */
    code: number;
    /** The close text: a reason, perhaps the ordinal of a join and its channel. */
    reason: string;
    /** Milliseconds to the next attempt, null if there is none. */
    retryIn: number | null;
}

export interface RefusedDetail {
    uid: string;
    channel: string;
    /** A word such as `duplicate-cid`. */
    reason: string;
}

/** Opens a connection in the background. Channels may be joined at once. */
export function connect(url: string, options?: ConnectOptions): Mles;

/** The server, or this client, ended or refused something. */
export class MlesError extends Error {
    /** The word for it: `duplicate-cid`, `too-large`, `left`, … */
    readonly reason: string;
}

export class Message {
    readonly uid: string;
    readonly channel: string;
    readonly bytes: Uint8Array;
    /** Somebody joined. */
    readonly empty: boolean;
    /** The content as UTF-8, faulty bytes replaced. */
    text(): string;
}

export class Mles extends EventTarget {
    readonly isUp: boolean;
    /**
     * Becomes a member. A name that is taken, or a limit, rejects with a MlesError; the other channels of this connection
     * are joined anew then, since a refusal ends the socket.
     */
    join(uid: string, channel: string, options?: JoinOptions): Promise<Channel>;
    /** Closes the socket and ends all channels. */
    close(): void;

    addEventListener(type: 'up', listener: (event: CustomEvent<object>) => void): void;
    addEventListener(type: 'down', listener: (event: CustomEvent<DownDetail>) => void): void;
    addEventListener(type: 'refused', listener: (event: CustomEvent<RefusedDetail>) => void): void;
}

export class Channel implements AsyncIterable<Message> {
    readonly uid: string;
    readonly name: string;
    /** Messages that nobody read in time: an inbox holds 50,000 messages or 64 MiB. */
    readonly dropped: number;
    /**
     * Publishes a string, as UTF-8, or bytes. Resolves when the socket has it, or while that is down, when it is queued.
     * What a socket held when it broke may be lost.
     */
    publish(content: string | ArrayBuffer | ArrayBufferView): Promise<void>;
    /** Stops delivery here. The server keeps the member until the socket ends: the protocol has no leave. */
    leave(): void;
    /** Messages from the history on, in the channel's order, each once. */
    [Symbol.asyncIterator](): AsyncIterator<Message>;
}
