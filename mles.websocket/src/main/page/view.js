import { button, byId, element } from './dom.js';
import { RoomState } from './room.js';
import { visible } from './visible.js';
import { words } from './words.js';

/** People who are named. */
const NAMED = 30;

/** What stands around the messages of a channel: its name, its people, its state. */
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
        set(byId('people'), peopleWords(room));
        byId('say').hidden = room.state !== RoomState.IN;
        this.#condition(room);
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

function peopleWords(room) {
    const others = [...room.people].filter((uid) => uid !== room.uid);
    const named = others.slice(-NAMED).map(visible).join(', ');
    return words.you(visible(room.uid)) + (others.length === 0 ? '' : words.seen(named, Math.max(0, others.length - NAMED)));
}
