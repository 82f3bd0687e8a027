/** Time between two looks, in milliseconds. */
const LOOK = 200;

/** Bars of own messages that take a while to send. What has not left yet is of the newest ones. */
export class Progress {
    #list;
    #unsent;
    #timer = null;

    /** Takes the element with the bars in it, and what tells the bytes that have not left. */
    constructor(list, unsent) {
        this.#list = list;
        this.#unsent = unsent;
    }

    /** Moves the bars, now and as long as there are any. */
    update() {
        clearTimeout(this.#timer);
        const bars = [...this.#list.querySelectorAll('progress')].reverse();
        if (bars.length === 0) {
            return;
        }
        let left = this.#unsent();
        for (const bar of bars) {
            const rest = Math.min(left, bar.max);
            left -= rest;
            bar.value = bar.max - rest;
            bar.nextElementSibling.textContent = `${Math.floor(100 * bar.position)} %`;
        }
        this.#timer = setTimeout(() => this.update(), LOOK);
    }
}
