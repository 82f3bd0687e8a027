/** The server, or this client, ended a channel, a message or the connection; `reason` is the word for it. */
export class MlesError extends Error {
    constructor(reason, message) {
        super(message);
        this.name = 'MlesError';
        this.reason = reason;
    }
}
