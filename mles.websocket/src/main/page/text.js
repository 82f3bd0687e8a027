/** Parts of a text. */
export const PartKind = Object.freeze({ TEXT: 'text', LINK: 'link', CODE: 'code', BLOCK: 'block' });

/** A block of code, code in a line, an address; none of them with characters that hide something. */
// eslint-disable-next-line no-control-regex
const MARKED = /```(?:[\w+-]*\n)?([^]+?)```|`([^`\n]+)`|(https?:\/\/[^\s<>"`\u0000-\u001f\u200b-\u200f\u2028-\u202e\u2060-\u206f]+)/g;
/** Signs at the end of an address that belong to the sentence around it. */
const ENDS = /[.,;:!?'"\])}*_~]+$/;

/** Cuts a text into plain text, addresses and code. */
export function partsOf(text) {
    const parts = [];
    let at = 0;
    const put = (kind, words, from, to) => {
        if (from > at) {
            parts.push({ kind: PartKind.TEXT, words: text.slice(at, from) });
        }
        parts.push({ kind, words });
        at = to;
    };
    for (const found of text.matchAll(MARKED)) {
        const [all, block, code, link] = found;
        const end = found.index + all.length;
        if (block !== undefined) {
            put(PartKind.BLOCK, block.replace(/\n$/, ''), found.index, text[end] === '\n' ? end + 1 : end);
        } else if (code !== undefined) {
            put(PartKind.CODE, code, found.index, end);
        } else {
            const address = addressOf(link);
            if (address !== null) {
                put(PartKind.LINK, address, found.index, found.index + address.length);
            }
        }
    }
    if (at < text.length) {
        parts.push({ kind: PartKind.TEXT, words: text.slice(at) });
    }
    return parts;
}

/** The address itself: a closing bracket belongs to it where it has the opening one. */
function addressOf(found) {
    let address = found.replace(ENDS, '');
    const rest = found.slice(address.length);
    if (rest.startsWith(')') && address.split('(').length > address.split(')').length) {
        address += ')';
    }
    return URL.canParse?.(address) ?? true ? address : null;
}
