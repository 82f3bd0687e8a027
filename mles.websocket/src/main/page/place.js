/** The part of the page's address behind `#`: `#name=ann&channel=garden`. */
export function placeOf(hash) {
    const wanted = new URLSearchParams(hash.replace(/^#/, ''));
    return { uid: wanted.get('name') ?? '', name: wanted.get('channel') ?? '' };
}

/** An address of the page that asks for a name and joins a channel. */
export function linkOf(page, name) {
    const url = new URL('/', page);
    url.hash = new URLSearchParams({ channel: name }).toString();
    return url.href;
}

/** Lines that follow a channel and publish on it without this page, in a shell and in JavaScript. */
export function linesOf(page, name) {
    const url = new URL(`/channels/${encodeURIComponent(name)}`, page).href.replaceAll("'", '%27');
    return [
        `curl -N '${url}'`,
        `curl -d 'Hello' '${url}'`,
        `new EventSource('${url}').onmessage = ({ data }) => console.log(JSON.parse(data));`,
    ];
}
