/** Messages that wait for the readers of a channel, and readers that wait for messages. */
export class Inbox {
    #limits;
    #open;
    #onRoom;
    /** Messages, those before `#head` being gone: to shift a long array is slow. */
    #messages = [];
    #head = 0;
    #bytes = 0;
    #waiting = [];
    #full = false;
    #end = null;

    /** `open` is what a message goes through last, `onRoom` is told when a full inbox has room again. */
    constructor({ messages, bytes }, open, onRoom) {
        this.#limits = { messages, bytes };
        this.#open = open;
        this.#onRoom = onRoom;
    }

    /** True from the message that reached the bound until half of it was read. */
    get isFull() {
        return this.#full;
    }

    get #count() {
        return this.#messages.length - this.#head;
    }

    put(message) {
        const waiter = this.#waiting.shift();
        if (waiter !== undefined) {
            waiter({ message });
            return;
        }
        this.#messages.push(message);
        this.#bytes += message.bytes.length;
        this.#full ||= this.#count >= this.#limits.messages || this.#bytes >= this.#limits.bytes;
    }

    /** Lets the oldest give way until it is within its bound; returns how many went. */
    shed() {
        let dropped = 0;
        while (this.#count > this.#limits.messages || this.#bytes > this.#limits.bytes) {
            this.#shift();
            dropped++;
        }
        return dropped;
    }

    /** Ends it behind the messages that are there; an error is told to each reader then. */
    end(error) {
        this.#end ??= { error };
        this.#waiting.splice(0).forEach((waiter) => waiter(this.#end));
    }

    /** A reader. While it waits, further calls of `next` get the same promise: one that was given up takes nothing away. */
    reader() {
        let pending = null;
        let waiter = null;
        const next = () => {
            pending ??= new Promise((resolve) => {
                waiter = resolve;
                this.#give(resolve);
            }).then((given) => {
                pending = null;
                return this.#result(given);
            });
            return pending;
        };
        const end = async () => {
            if (pending !== null && this.#waiting.includes(waiter)) {
                this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
                waiter({});
            }
            return { done: true, value: undefined };
        };
        return { next, return: end, [Symbol.asyncIterator]() { return this; } };
    }

    #give(waiter) {
        if (this.#count > 0) {
            waiter({ message: this.#shift() });
        } else if (this.#end !== null) {
            waiter(this.#end);
        } else {
            this.#waiting.push(waiter);
        }
    }

    async #result({ message, error }) {
        if (message !== undefined) {
            return { done: false, value: await this.#open(message) };
        }
        if (error !== undefined) {
            throw error;
        }
        return { done: true, value: undefined };
    }

    #shift() {
        const message = this.#messages[this.#head];
        this.#messages[this.#head++] = undefined;
        if (this.#head * 2 > this.#messages.length) {
            this.#messages.splice(0, this.#head);
            this.#head = 0;
        }
        this.#bytes -= message.bytes.length;
        if (this.#full && this.#count <= this.#limits.messages / 2 && this.#bytes <= this.#limits.bytes / 2) {
            this.#full = false;
            this.#onRoom();
        }
        return message;
    }
}
