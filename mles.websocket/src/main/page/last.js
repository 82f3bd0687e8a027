import { ContentKind } from './content.js';
import { visible } from './visible.js';
import { words } from './words.js';

const LONGEST = 120;

/** The newest message of a room in one line, null for none. */
export function lastOf(room) {
    const entry = room.last;
    return entry === null ? null : { uid: entry.own ? null : visible(entry.uid), line: lineOf(entry) };
}

/** A message in one line. */
export function lineOf(entry) {
    if (entry.file !== null) {
        return entry.file.name;
    }
    if (entry.sealing === 'unreadable') {
        return words.unreadable;
    }
    switch (entry.content.kind) {
        case ContentKind.TEXT: return visible(entry.content.text.slice(0, LONGEST).replace(/\s+/g, ' ').trim());
        case ContentKind.PICTURE: return words.picture(null);
        default: return words.lastBytes(entry.size);
    }
}
