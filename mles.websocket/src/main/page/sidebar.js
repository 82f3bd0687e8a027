import { byId, element } from './dom.js';
import { lastOf } from './last.js';
import { nameOf } from './rows.js';
import { visible } from './visible.js';
import { words } from './words.js';

/** Channels from which on there is a field to find one. */
const MANY = 7;

/** The channels, as tabs. */
export class Sidebar {
    #talk;
    #tabs = new Map();
    #made = 0;

    constructor(talk) {
        this.#talk = talk;
        byId('tabs').addEventListener('keydown', (event) => this.#pressed(event));
        byId('filter').addEventListener('input', () => this.#filter());
    }

    /** Shows what there is now. */
    update() {
        const { rooms, current } = this.#talk;
        for (const [room, { tab }] of this.#tabs) {
            if (!rooms.includes(room)) {
                this.#tabs.delete(room);
                tab.remove();
            }
        }
        rooms.forEach((room) => this.#label(room, room === current || current === null));
        byId('tabs').hidden = rooms.length === 0;
        byId('filter').hidden = rooms.length < MANY;
        this.#filter();
        byId('view').setAttribute('aria-labelledby', current === null ? 'title' : this.tab(current).id);
    }

    /** The tab of a room. */
    tab(room) {
        let made = this.#tabs.get(room);
        if (made === undefined) {
            const tab = element('button', { type: 'button', role: 'tab', id: `tab-${++this.#made}`, 'aria-controls': 'view' });
            tab.addEventListener('click', () => this.#talk.show(room));
            made = { tab, label: '' };
            this.#tabs.set(room, made);
            byId('tabs').append(tab);
        }
        return made.tab;
    }

    #label(room, isReached) {
        const tab = this.tab(room);
        const isCurrent = room === this.#talk.current;
        const { last } = room;
        const label = JSON.stringify([room.uid, room.unread, isCurrent, isReached, room.state, last?.id, last?.version]);
        const made = this.#tabs.get(room);
        if (made.label === label) {
            return;
        }
        made.label = label;
        tab.replaceChildren(
            element('span', { class: 'names' }, nameOf(room.name, { class: 'room', title: visible(room.name) }),
                ' ', lineOf(room)),
            ...(room.unread > 0 ? [element('span', { class: 'count' }, String(room.unread),
                element('span', { class: 'unseen' }, ` ${words.unread(room.unread)}`))] : []));
        tab.setAttribute('aria-selected', String(isCurrent));
        tab.tabIndex = isReached ? 0 : -1;
        tab.dataset.state = room.state;
    }

    /** Hides the channels that are not looked for. */
    #filter() {
        const wanted = byId('filter').hidden ? '' : byId('filter').value.toLowerCase();
        for (const [room, { tab }] of this.#tabs) {
            tab.hidden = !room.name.toLowerCase().includes(wanted);
        }
    }

    #pressed(event) {
        const { current } = this.#talk;
        const rooms = this.#talk.rooms.filter((room) => !this.tab(room).hidden);
        const at = rooms.indexOf(current);
        const places = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: rooms.length - 1 };
        if (event.key in places && rooms.length > 0) {
            event.preventDefault();
            const next = rooms[(places[event.key] + rooms.length) % rooms.length];
            this.#talk.show(next);
            this.tab(next).focus();
        }
    }
}

/** The newest message, or the own name. */
function lineOf(room) {
    const last = lastOf(room);
    if (last === null) {
        return element('span', { class: 'last' }, words.as(visible(room.uid)));
    }
    return element('span', { class: 'last' }, ...(last.uid === null ? [] : [element('bdi', {}, words.lastOf(last.uid))]),
        element('bdi', {}, last.line));
}
