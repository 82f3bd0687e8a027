/** The part of the page's address behind `#`: `#name=ann&channel=garden`. */
export function placeOf(hash) {
    const wanted = new URLSearchParams(hash.replace(/^#/, ''));
    return { uid: wanted.get('name') ?? '', name: wanted.get('channel') ?? '' };
}
