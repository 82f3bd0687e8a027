import { button, byId, element } from './dom.js';
import { nameOf, tintOf } from './rows.js';
import { RoomState } from './room.js';
import { visible } from './visible.js';
import { words } from './words.js';

/** Names in the list of people. */
const NAMED = 200;

/** Everything around the messages of a channel: its name, its people, its state. */
export class View {
    #actions;

    constructor(actions) {
        this.#actions = actions;
    }

    update(room) {
        byId('nothing').hidden = room !== null;
        byId('view').hidden = room === null;
        if (room === null) {
            return;
        }
        byId('view').dataset.state = room.state;
        set(byId('title'), visible(room.name));
        byId('title').title = visible(room.name);
        byId('lock').hidden = !room.isSealed;
        byId('silent').hidden = room.state !== RoomState.IN || room.end > room.first;
        this.#people(room);
        byId('say').hidden = room.state !== RoomState.IN;
        this.#condition(room);
    }

    /** The list is made while it is open. */
    #people(room) {
        const others = [...room.people].filter((uid) => uid !== room.uid).reverse();
        set(byId('you'), `${words.you(visible(room.uid))}${others.length === 0 ? '' : ` ${words.people(others.length)}`}`);
        if (byId('people').open) {
            const named = others.slice(0, NAMED).map((uid) => element('li', {}, nameOf(uid, { class: tintOf(uid) })));
            const rest = others.length > NAMED ? [element('li', {}, words.more(others.length - NAMED))] : [];
            byId('names').replaceChildren(...named, ...rest);
        }
    }

    #condition(room) {
        const condition = byId('condition');
        const shown = `${room.state} ${room.reason} ${room.uid} ${room.name}`;
        if (condition.dataset.shown !== shown) {
            condition.dataset.shown = shown;
            condition.replaceChildren(...this.#conditionParts(room));
        }
    }

    #conditionParts(room) {
        switch (room.state) {
            case RoomState.JOINING: return [words.joining(visible(room.uid), visible(room.name))];
            case RoomState.LOCKED: return [element('span', {}, words.locked), button(words.unlock, () => this.#actions.join(room))];
            case RoomState.ENDED: return [element('span', {}, words.refusals[room.reason] ?? words.ended(room.reason)),
                button(words.again, () => this.#actions.join(room))];
            default: return [];
        }
    }
}

function set(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}
