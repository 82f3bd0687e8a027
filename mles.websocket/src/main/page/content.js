import { pictureOf } from './picture.js';

const strict = new TextDecoder('utf-8', { fatal: true });
/** Bytes of anything else that are shown. */
const PREVIEW = 64;

export const ContentKind = Object.freeze({ TEXT: 'text', PICTURE: 'picture', BYTES: 'bytes' });

/** Reads a message: text where it is text, a picture where it begins like one, and bytes. */
export function contentOf(bytes) {
    const text = textOf(bytes);
    if (text !== null) {
        return { kind: ContentKind.TEXT, text };
    }
    const picture = pictureOf(bytes);
    return picture === null
        ? { kind: ContentKind.BYTES, preview: previewOf(bytes) }
        : { kind: ContentKind.PICTURE, ...picture };
}

/** The text, or null where it is none. */
export function textOf(bytes) {
    try {
        const read = strict.decode(bytes);
        // eslint-disable-next-line no-control-regex
        return /[\u0000-\u0008\u000e-\u001f]/.test(read) ? null : read.replace(/\n$/, '');
    } catch {
        return null;
    }
}

function previewOf(bytes) {
    const hex = Array.from(bytes.subarray(0, PREVIEW), (octet) => octet.toString(16).padStart(2, '0')).join(' ');
    return hex + (bytes.length > PREVIEW ? ' …' : '');
}
