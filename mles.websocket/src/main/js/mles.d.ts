/** Mles for browsers and Node: many channels on one WebSocket. */

export type Content = string | ArrayBuffer | ArrayBufferView;

export interface ConnectOptions {
    /** The token that the server asks for with `ws-auth token`. A function is asked at each attempt, and again after a wrong token. */
    token?: string | (() => string | Promise<string>);
    /** Connects again when the connection is lost, with random waits of at most 0.5 s, then up to 30 s. Default: true. */
    reconnect?: boolean;
    /** For servers of `mles-websocket` only: milliseconds after which a join that was not refused counts as accepted. Default: 300. */
    settle?: number;
    /** The class of sockets, where there is no global one: Node before 22. */
    WebSocket?: new (url: string, protocols: string[]) => unknown;
}

export interface JoinOptions {
    /** The first message, published once. Default: empty, which others see as presence. */
    first?: Content;
    /** Ends the membership, also later than the join, when it fires before the join resolves. */
    signal?: AbortSignal;
    /** The secret of the channel: messages are sealed, and opened. Needs seal.js beside this module. */
    secret?: string;
    /** Messages that may wait for a reader. Default: 50,000. */
    inboxMessages?: number;
    /** Bytes of messages that may wait for a reader. Default: 64 MiB. */
    inboxBytes?: number;
}

export interface PublishOptions {
    /** Takes the message back where it was not sent yet; afterwards only the wait ends. */
    signal?: AbortSignal;
}

export interface DownDetail {
    /** The close code of the WebSocket; 1006 when it broke or was never open. */
    code: number;
    /** The close text: a reason, perhaps the ordinal of a join and its channel. */
    reason: string;
    /** Milliseconds to the next attempt, null if there is none. */
    retryIn: number | null;
}

export interface MemberDetail {
    uid: string;
    channel: string;
}

export interface RefusedDetail extends MemberDetail {
    /** A word such as `duplicate-cid`. */
    reason: string;
}

export interface DelayedDetail extends RefusedDetail {
    /** Milliseconds to the next attempt. */
    retryIn: number;
}

export interface MlesEventMap {
    /** The server is there. */
    up: CustomEvent<object>;
    /** It is not. */
    down: CustomEvent<DownDetail>;
    /** A channel was ended by the server for good. */
    refused: CustomEvent<RefusedDetail>;
    /** The server does not have a member for now; it joins again. */
    delayed: CustomEvent<DelayedDetail>;
    /** The history did not reach back to the last message: some may be missing before the next. */
    gap: CustomEvent<MemberDetail>;
}

/** Opens a connection in the background. Channels may be joined at once. */
export function connect(url: string, options?: ConnectOptions): Mles;

/** The server, or this client, ended or refused something. */
export class MlesError extends Error {
    constructor(reason: string, message: string);
    /** The word for it: `duplicate-cid`, `too-large`, `left`, `unknown`, … */
    readonly reason: string;
}

export class Message {
    readonly uid: string;
    readonly channel: string;
    readonly bytes: Uint8Array;
    /** Its place on the channel; null with `mles-websocket`. */
    readonly number: number | bigint | null;
    /** When it was stored, in milliseconds since 1970; null with `mles-websocket`. */
    readonly time: number | null;
    /** State of the content; `unreadable` content is as it came. */
    readonly sealing: 'none' | 'opened' | 'unreadable';
    /** Its sender joined. */
    readonly empty: boolean;
    /** The content as UTF-8, faulty bytes replaced. */
    text(): string;
}

export class Mles extends EventTarget {
    constructor(url: string, options?: ConnectOptions);
    readonly isUp: boolean;
    /** Bytes of messages that have not left for the server yet: the progress of a long one. */
    readonly unsentBytes: number;
    /**
     * Becomes a member; a connection has one membership of a channel. Rejects with a MlesError when it is refused for good, and
     * waits where a later attempt may succeed.
     */
    join(uid: string, channel: string, options?: JoinOptions): Promise<Channel>;
    /** Closes the socket and ends all channels. */
    close(): void;

    addEventListener<K extends keyof MlesEventMap>(type: K, listener: (event: MlesEventMap[K]) => void,
        options?: boolean | AddEventListenerOptions): void;
    addEventListener(type: string, listener: EventListenerOrEventListenerObject | null,
        options?: boolean | AddEventListenerOptions): void;
    removeEventListener<K extends keyof MlesEventMap>(type: K, listener: (event: MlesEventMap[K]) => void,
        options?: boolean | EventListenerOptions): void;
    removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null,
        options?: boolean | EventListenerOptions): void;
}

export class Channel implements AsyncIterable<Message> {
    private constructor();
    readonly uid: string;
    readonly name: string;
    /** Messages that gave way, as they were not read in time; 0 with `mles-websocket-2`. */
    readonly dropped: number;
    /**
     * Publishes a string, as UTF-8, or bytes. Resolves when the message has its place; with `mles-websocket` when the socket has
     * it, or while that is down, when it is queued. Rejects with the reason `unknown` where that was lost in a gap.
     */
    publish(content: Content, options?: PublishOptions): Promise<void>;
    /** Ends the membership. Resolves when the server knows; with `mles-websocket` at once, and the server does not hear of it. */
    leave(): Promise<void>;
    /** Messages from the history on, in the channel's order, each once. */
    [Symbol.asyncIterator](): AsyncIterableIterator<Message>;
}
