import { textOf } from './content.js';
import { visible } from './visible.js';

/** A message has no name. That of a file goes ahead of it, in a line that any client can read. */
const LINE = /^📎 (.{1,200}) \((\d{1,8}) bytes\)$/u;
const LONGEST = 200;
/** Bytes of a line with the longest name: longer messages need no look. */
const LINE_BYTES = 1_000;

/** The line that tells of a file: `📎 figs.pdf (1234 bytes)`. */
export function announce(name, size) {
    return `📎 ${[...visible(name)].slice(-LONGEST).join('')} (${size} bytes)`;
}

/** Name and size of the file that a message tells of, or null. */
export function announced(bytes) {
    if (bytes.length > LINE_BYTES || bytes[0] !== 0xf0) {
        return null;
    }
    const found = LINE.exec(textOf(bytes) ?? '');
    return found === null ? null : { name: visible(found[1]).replace(/[/\\]/g, '_'), size: Number(found[2]) };
}
