import { EntryKind } from './entry.js';

/** Time between two messages of one person that stand under one name. */
const TOGETHER = 300_000;

/** Tells what stands above an entry: a day, and the name of its sender. */
export function above(previous, entry) {
    const day = entry.time !== null && (previous === null || entry.since === null || !isSameDay(entry.since, entry.time));
    return { day, name: entry.kind === EntryKind.MESSAGE && (day || !isTogether(previous, entry)) };
}

function isTogether(previous, entry) {
    return previous !== null && previous.kind === EntryKind.MESSAGE && previous.uid === entry.uid && previous.own === entry.own
        && Math.abs((entry.time ?? 0) - (previous.time ?? 0)) < TOGETHER;
}

export function isSameDay(one, other) {
    return new Date(one).toDateString() === new Date(other).toDateString();
}
