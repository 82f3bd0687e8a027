import { button, byId, element } from './dom.js';
import { LinkState } from './talk.js';
import { words } from './words.js';

const SECOND = 1_000;

/** The state of the connection: a word in the head, and where it is down, a line that says why and what can be done. */
export class Banner {
    #talk;
    #actions;
    #shown = '';
    #countdown = element('span', { 'aria-hidden': 'true' });
    #timer = null;

    constructor(talk, actions) {
        this.#talk = talk;
        this.#actions = actions;
    }

    update() {
        const { state, reason, retryAt } = this.#talk;
        const shown = `${state} ${reason} ${retryAt}`;
        if (shown === this.#shown) {
            return;
        }
        this.#shown = shown;
        const isUp = state === LinkState.UP;
        document.body.dataset.link = isUp ? 'up' : 'down';
        byId('state').dataset.state = isUp ? 'up' : 'down';
        byId('state').textContent = isUp ? words.connected : words.connecting;
        byId('state').hidden = state === LinkState.DOWN || state === LinkState.TOKEN;
        clearInterval(this.#timer);
        byId('banner').replaceChildren(...this.#parts());
    }

    #parts() {
        const { state, reason, retryAt } = this.#talk;
        if (state === LinkState.TOKEN) {
            return [words.tokenWanted, button(words.tokenEnter, this.#actions.token)];
        }
        if (state !== LinkState.DOWN) {
            return [];
        }
        if (retryAt === null) {
            return [words.down(reason)];
        }
        this.#timer = setInterval(() => this.#count(retryAt), SECOND);
        this.#count(retryAt);
        return [element('span', {}, words.down(reason), this.#countdown), button(words.retry, this.#actions.retry)];
    }

    #count(retryAt) {
        this.#countdown.textContent = words.retryIn(Math.max(0, Math.ceil((retryAt - Date.now()) / SECOND)));
    }
}
