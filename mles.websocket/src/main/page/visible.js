/** Controls, and characters that turn text around or take no room. */
// eslint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A name in which nothing is hidden: what has no shape of its own gets one. */
export function visible(name) {
    return name.replace(HIDDEN, '\ufffd');
}
