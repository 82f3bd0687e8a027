import { Rows } from './rows.js';
import { EntryKind } from './entry.js';
import { above } from './group.js';

/** Lines that are in the document at most, and that one step at an edge adds. */
const WINDOW = 240;
const STEP = 80;
/** Distances from an edge, in pixels, at which it counts as reached, and at which more lines are made. */
const NEAR = 40;
const AHEAD = 600;

/**
 * The messages of a room: a window over them that follows the end, or stays where it was scrolled to. However many messages
 * there are, the document holds those of the window.
 */
export class MessageList {
    #scroller;
    #list;
    #rows;
    #room = null;
    /** Places in the room: the window goes from the first to the one behind the last. */
    #from = 0;
    #to = 0;
    /** Lines by their entries, and what each was made from. */
    #made = new Map();
    #follows = true;
    #top = 0;
    /** The place behind the last message that was looked at. */
    #looked = 0;
    #onFollow;

    /**
     * Takes the element that scrolls, the list in it, the maker of lines, and what is told whether the end is followed, and how many
     * messages came since it is not.
     */
    constructor(scroller, list, rows, onFollow = () => {}) {
        this.#scroller = scroller;
        this.#list = list;
        this.#rows = rows;
        this.#onFollow = onFollow;
        scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
        const observer = new ResizeObserver(() => this.#follows && this.#toEnd());
        observer.observe(scroller);
        observer.observe(list);
    }

    get follows() {
        return this.#follows;
    }

    /** Shows a room from its end, null for none. */
    show(room) {
        this.#room = room;
        this.#follow();
    }

    /** Shows the end. */
    jump() {
        this.#follow();
    }

    #follow() {
        this.#setFollows(true);
        this.#from = Infinity;
        this.draw();
    }

    #setFollows(follows) {
        if (this.#follows !== follows) {
            this.#follows = follows;
            this.#tell();
        }
    }

    #tell() {
        const room = this.#room;
        if (this.#follows) {
            this.#looked = room?.end ?? 0;
        }
        let missed = 0;
        for (let place = this.#looked; place < (room?.end ?? 0); place++) {
            missed += room.at(place)?.kind === EntryKind.MESSAGE ? 1 : 0;
        }
        this.#onFollow(this.#follows, missed);
    }

    /** Shows what has changed. */
    draw() {
        const room = this.#room;
        if (room === null) {
            this.#replace([]);
            return;
        }
        if (this.#follows) {
            this.#to = room.end;
            this.#from = this.#to - this.#from > WINDOW || this.#from > this.#to ? this.#to - STEP : this.#from;
        }
        this.#to = Math.min(this.#to, room.end);
        this.#from = Math.max(Math.min(this.#from, this.#to), room.first);
        if (this.#to - this.#from < STEP) { // a short rest: what was above or behind it is gone
            this.#to = Math.min(Math.max(this.#to, this.#from + STEP), room.end);
        }
        const anchor = this.#follows ? null : this.#anchor();
        const rows = [];
        for (let place = this.#from; place < this.#to; place++) {
            rows.push(this.#row(room, place));
        }
        this.#replace(rows);
        this.#tell();
        if (this.#follows) {
            this.#toEnd();
        } else if (anchor !== null && anchor.row.isConnected) {
            this.#scroller.scrollTop += anchor.row.offsetTop - anchor.top;
            this.#top = this.#scroller.scrollTop;
        }
    }

    /** The line of a place, made again only where it would be another one. */
    #row(room, place) {
        const entry = room.at(place);
        const over = above(room.at(place - 1), entry);
        const isFresh = entry.id === room.freshId;
        const state = `${entry.version} ${entry.delivery} ${over.day} ${over.name} ${isFresh}`;
        const made = this.#made.get(entry);
        if (made?.state === state) {
            return made.row;
        }
        const row = this.#rows.row(room, entry, over, isFresh);
        this.#made.set(entry, { row, state });
        return row;
    }

    /** Puts exactly these lines into the document; those that stay are not touched. */
    #replace(rows) {
        const wanted = new Set(rows);
        for (const [entry, { row }] of this.#made) {
            if (!wanted.has(row)) {
                this.#made.delete(entry);
            }
        }
        for (const row of [...this.#list.children]) {
            if (!wanted.has(row)) {
                Rows.release(row);
                row.remove();
            }
        }
        let next = this.#list.firstChild;
        for (const row of rows) {
            if (row === next) {
                next = next.nextSibling;
            } else {
                this.#list.insertBefore(row, next);
            }
        }
    }

    /** The first line in sight, and where it is. */
    #anchor() {
        const top = this.#scroller.scrollTop;
        for (const row of this.#list.children) {
            if (row.offsetTop + row.offsetHeight > top) {
                return { row, top: row.offsetTop };
            }
        }
        return null;
    }

    #toEnd() {
        this.#scroller.scrollTop = this.#scroller.scrollHeight;
        this.#top = this.#scroller.scrollTop;
    }

    /** Only a move upwards ends following: a list that grows under its end has not moved. */
    #scrolled() {
        const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
        const rest = scrollHeight - scrollTop - clientHeight;
        const isUp = scrollTop < this.#top - 1;
        this.#top = scrollTop;
        if (this.#room === null) {
            return;
        }
        if (isUp && rest > NEAR) {
            this.#setFollows(false);
        } else if (rest <= NEAR && this.#to >= this.#room.end) {
            this.#setFollows(true);
        }
        if (!this.#follows && scrollTop < AHEAD && this.#from > this.#room.first) {
            this.#from = Math.max(this.#room.first, this.#from - STEP);
            this.#to = Math.min(this.#to, this.#from + WINDOW);
            this.draw();
        } else if (!this.#follows && rest < AHEAD && this.#to < this.#room.end) {
            this.#to = Math.min(this.#room.end, this.#to + STEP);
            this.#from = Math.max(this.#from, this.#to - WINDOW);
            this.draw();
        }
    }
}
