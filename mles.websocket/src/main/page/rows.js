import { Delivery, EntryKind } from './entry.js';
import { button, element } from './dom.js';
import { ContentKind } from './content.js';
import { isSameDay } from './group.js';
import { PartKind, partsOf } from './text.js';
import { visible } from './visible.js';
import { words } from './words.js';

/** Colours of names, in page.css. */
const TINTS = 8;
/** Longer texts are folded: characters, and lines. */
const LONG = 2_000;
const MANY_LINES = 24;
const SHOWN_FOLDED = 600;
const LINES_FOLDED = 10;
/** Bytes of a message that takes a while to send. */
const LARGE = 256 * 1024;
const DAY = 86_400_000;

const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const timeFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const fullFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** Makes lines of the list from entries. Its `actions` send a failed message again, or discard it. */
export class Rows {
    #actions;

    constructor(actions) {
        this.#actions = actions;
    }

    /** One line; `above` tells what stands over the entry (group.js), `isFresh` that the line "new" does. */
    row(room, entry, above, isFresh) {
        const row = element('li', { class: classesOf(room, entry, above) });
        if (above.day) {
            row.append(element('p', { class: 'day' }, element('span', {}, dayWords(entry.time))));
        }
        if (isFresh) {
            row.append(element('p', { class: 'fresh' }, element('span', {}, words.fresh)));
        }
        row.append(...this.#inner(room, entry, above));
        return row;
    }

    /** Gives up the memory behind the links of a line. */
    static release(row) {
        row.querySelectorAll('a[download]').forEach((link) => URL.revokeObjectURL(link.href));
    }

    #inner(room, entry, above) {
        if (entry.kind === EntryKind.NOTE) {
            return [element('p', { class: 'note' }, entry.words)];
        }
        if (entry.kind === EntryKind.PRESENCE) {
            return [element('p', { class: 'note' }, ...presenceWords(entry.uids))];
        }
        const bubble = element('div', { class: 'bubble' }, ...contentParts(room, entry));
        if (entry.own) {
            bubble.append(...this.#delivery(room, entry));
        }
        return above.name ? [by(room, entry), bubble] : [bubble];
    }

    #delivery(room, entry) {
        if (entry.delivery === Delivery.PENDING) {
            const bar = entry.size > LARGE
                ? [element('progress', { 'aria-label': words.pending, max: entry.size, value: 0 }), ' ', element('span'), ' '] : [];
            return [element('p', { class: 'delivery' }, ...bar,
                element('span', { class: 'whileup' }, words.pending), element('span', { class: 'whiledown' }, words.waiting))];
        }
        if (entry.delivery === Delivery.FAILED) {
            return [element('p', { class: 'delivery failed' }, words.failed(words.refusals[entry.reason] ?? entry.reason), ' ',
                button(words.resend, () => this.#actions.resend(room, entry)), ' ',
                button(words.discard, () => this.#actions.discard(room, entry)))];
        }
        return [];
    }
}

/** The colour of a name. */
export function tintOf(uid) {
    let sum = 7;
    for (const c of uid) {
        sum = Math.imul(sum, 31) + c.codePointAt(0) >>> 0;
    }
    return `tint${sum % TINTS}`;
}

/** A name, which does not turn around what stands beside it. */
export function nameOf(uid, attributes = {}) {
    return element('bdi', attributes, visible(uid));
}

function classesOf(room, entry, above) {
    return [entry.kind, entry.own && 'own', above.name && 'head', entry.delivery !== Delivery.SENT && entry.delivery,
        isBare(room, entry) && 'bare'].filter(Boolean).join(' ');
}

function isBare(room, entry) {
    return room.isSealed && entry.kind === EntryKind.MESSAGE && entry.sealing === 'none';
}

function by(room, entry) {
    const line = element('p', { class: 'by' }, nameOf(entry.uid, { class: `who ${tintOf(entry.uid)}`, title: visible(entry.uid) }));
    if (entry.uid === room.uid && !entry.own) {
        line.append(' ', element('span', { class: 'elsewhere' }, words.elsewhere));
    }
    if (entry.time !== null) {
        const time = new Date(entry.time);
        line.append(' ', element('time', { datetime: time.toISOString(), title: fullFormat.format(time) }, timeFormat.format(time)));
    }
    return line;
}

function presenceWords(uids) {
    const isolate = (part) => part === uids[0] ? nameOf(part) : part;
    return (uids.length === 1 ? words.cameOne(uids[0]) : words.cameMany(uids[0], uids.length - 1)).map(isolate);
}

function dayWords(time) {
    if (isSameDay(time, Date.now())) {
        return words.today;
    }
    return isSameDay(time, Date.now() - DAY) ? words.yesterday : dayFormat.format(time);
}

function contentParts(room, entry) {
    const { bytes, file, sealing } = entry;
    if (bytes === null) {
        return [element('p', { class: 'what faint' }, words.coming(file.name, file.size))];
    }
    if (sealing === 'unreadable') {
        return [element('p', { class: 'what faint' }, words.unreadable)];
    }
    const warning = isBare(room, entry) ? [element('p', { class: 'what faint' }, words.bare)] : [];
    const { content } = entry;
    if (content.kind === ContentKind.TEXT) {
        return [...warning, ...textParts(content.text), ...(file === null ? [] : [save(bytes, file.name, 'text/plain')])];
    }
    const name = file?.name ?? null;
    if (content.kind === ContentKind.PICTURE) {
        const link = save(bytes, name, content.type);
        return [...warning, pictureOf(link.href, content, name), link];
    }
    return [...warning, element('pre', { class: 'what' }, content.preview), save(bytes, name, 'application/octet-stream')];
}

function pictureOf(src, { width, height }, name) {
    return element('img', { src, alt: words.picture(name), ...(width > 0 && height > 0 ? { width, height } : {}) });
}

/** A link that saves bytes; their memory is given up with the line (release). */
function save(bytes, name, type) {
    const href = URL.createObjectURL(new Blob([bytes], { type }));
    const extension = type.startsWith('image/') ? type.slice('image/'.length) : 'bin';
    return element('a', { class: 'save', href, download: name ?? `message.${extension}` }, words.save(name, bytes.length));
}

function textParts(text) {
    const lines = text.split('\n', MANY_LINES + 1).length;
    if (text.length <= LONG && lines <= MANY_LINES) {
        return [paragraph(text)];
    }
    const folded = paragraph(`${text.split('\n', LINES_FOLDED).join('\n').slice(0, SHOWN_FOLDED)} …`);
    const more = button(words.showAll(text.length), () => {
        folded.replaceWith(paragraph(text));
        more.remove();
    }, { class: 'more' });
    return [folded, more];
}

function paragraph(text) {
    return element('div', { class: 'what', dir: 'auto' }, ...partsOf(text).map(partOf));
}

function partOf({ kind, words: text }) {
    switch (kind) {
        case PartKind.LINK: return element('a', { href: text, target: '_blank', rel: 'noopener noreferrer' }, text);
        case PartKind.CODE: return element('code', {}, text);
        case PartKind.BLOCK: return element('pre', {}, element('code', {}, text));
        default: return text;
    }
}
