/** A way to servers whose connections are cut at random, half of them silently: what comes is lost then, and neither side is told. */
import { createServer, connect as dial } from 'node:net';

const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

export class Cables {
    cuts = 0;
    #open = new Set();
    #pick;
    #listener;

    /** Forwards each connection to another one of `ports`. Equal seeds make equal choices. */
    constructor(ports, seed) {
        this.#pick = picker(seed);
        this.#listener = createServer((near) => this.#lay(near, dial(ports[Math.floor(this.#pick() * ports.length)], '127.0.0.1')));
    }

    /** Listens, and resolves to the port. */
    async listen() {
        await new Promise((resolve) => this.#listener.listen(0, '127.0.0.1', resolve));
        return this.#listener.address().port;
    }

    /** Cuts one every `between` milliseconds or so. In the end all are cut, and those to come are good. */
    async cut(seconds, between) {
        const until = Date.now() + seconds * 1000;
        while (Date.now() < until) {
            await sleep(2 * this.#pick() * between);
            const open = [...this.#open];
            if (open.length > 0) {
                open[Math.floor(this.#pick() * open.length)](this.#pick() < 0.5);
                this.cuts++;
            }
        }
        this.#open.forEach((cut) => cut(false));
    }

    close() {
        this.#listener.close();
    }

    #lay(near, far) {
        let flows = true;
        const end = () => {
            near.destroy();
            far.destroy();
        };
        for (const [from, to] of [[near, far], [far, near]]) {
            from.on('data', (bytes) => flows && to.write(bytes));
            from.on('close', () => flows && end()).on('error', end);
        }
        const cut = (silently) => {
            flows = flows && !silently;
            if (!silently) {
                end();
            }
        };
        this.#open.add(cut);
        near.on('close', () => this.#open.delete(cut));
    }
}

function picker(seed) {
    let state = seed;
    return () => {
        state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
        return state / 0x80000000;
    };
}
