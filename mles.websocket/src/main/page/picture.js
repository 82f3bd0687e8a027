/** Kinds of pictures by their first bytes, and their sizes: room is kept for them before they are decoded. */
const ascii = (bytes, from, text) => [...text].every((c, i) => bytes[from + i] === c.charCodeAt(0));
const big16 = (bytes, at) => bytes[at] << 8 | bytes[at + 1];
const little16 = (bytes, at) => bytes[at] | bytes[at + 1] << 8;
const little24 = (bytes, at) => little16(bytes, at) | bytes[at + 2] << 16;

/** Type, width and height of a picture; null where it is none, a size of 0 where it is not told. */
export function pictureOf(bytes) {
    const [type, size] = kindOf(bytes) ?? [];
    if (type === undefined) {
        return null;
    }
    const [width, height] = size(bytes) ?? [0, 0];
    return { type, width: width || 0, height: height || 0 };
}

function kindOf(bytes) {
    if (bytes[0] === 0x89 && ascii(bytes, 1, 'PNG')) {
        return ['image/png', () => [big16(bytes, 18), big16(bytes, 22)]];
    }
    if (ascii(bytes, 0, 'GIF8')) {
        return ['image/gif', () => [little16(bytes, 6), little16(bytes, 8)]];
    }
    if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) {
        return ['image/jpeg', jpegSize];
    }
    if (ascii(bytes, 0, 'RIFF') && ascii(bytes, 8, 'WEBP')) {
        return ['image/webp', webpSize];
    }
    if (ascii(bytes, 4, 'ftypavif')) {
        return ['image/avif', () => null];
    }
    return null;
}

/** Looks for the frame header among the segments. */
function jpegSize(bytes) {
    let at = 2;
    while (at + 9 < bytes.length && bytes[at] === 0xff) {
        const marker = bytes[at + 1];
        const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
        if (isFrame) {
            return [big16(bytes, at + 7), big16(bytes, at + 5)];
        }
        at += 2 + Math.max(2, big16(bytes, at + 2));
    }
    return null;
}

function webpSize(bytes) {
    if (ascii(bytes, 12, 'VP8X')) {
        return [little24(bytes, 24) + 1, little24(bytes, 27) + 1];
    }
    if (ascii(bytes, 12, 'VP8L')) {
        const bits = little16(bytes, 21) | little16(bytes, 23) << 16;
        return [(bits & 0x3fff) + 1, (bits >>> 14 & 0x3fff) + 1];
    }
    return [little16(bytes, 26) & 0x3fff, little16(bytes, 28) & 0x3fff];
}
