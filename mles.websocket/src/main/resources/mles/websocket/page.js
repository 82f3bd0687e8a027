/** The page: a viewer for channels, and a way to say something on them. */
import { connect } from './mles.js';
import { isAvailable } from './seal.js';

const SHOWN = 2_000;
const PREVIEW = 64;
/** People remembered in a channel, and how many of them are named. */
const PEOPLE = 1_000;
const NAMED = 30;
const PICTURES = [
    ['image/png', [0x89, 0x50, 0x4e, 0x47]],
    ['image/jpeg', [0xff, 0xd8, 0xff]],
    ['image/gif', [0x47, 0x49, 0x46, 0x38]],
];

const byId = (id) => document.getElementById(id);
const text = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();
const rooms = [];
let current = null;
let mles = null;
let tokenInUse = null;

/** A channel that this page is on. */
class Room {
    constructor(uid, name, isSecret) {
        this.uid = uid;
        this.name = name;
        this.isSecret = isSecret;
        this.people = new Set();
        this.items = [];
        this.unread = 0;
        this.tab = element('button', { type: 'button', role: 'tab' });
        this.tab.addEventListener('click', () => show(this));
    }

    async run(channel) {
        this.channel = channel;
        try {
            for await (const message of channel) {
                this.take(message.uid, message.bytes, message.sealing, false);
            }
        } catch (error) {
            this.add(element('li', { class: 'note' }, `The server ended this: ${error.reason}`));
        }
    }

    take(uid, bytes, sealing, own) {
        const isNew = !this.people.delete(uid);
        this.people.add(uid);
        if (this.people.size > PEOPLE) {
            this.people.delete(this.people.values().next().value);
        }
        if (bytes.length === 0 && sealing === 'none') {
            this.add(element('li', { class: 'note' }, `${uid} ${isNew ? 'is here' : 'came back'}`));
        } else {
            const bare = this.isSecret && sealing === 'none';
            this.add(element('li', { class: `${own ? 'said own' : 'said'}${bare ? ' bare' : ''}` },
                element('span', { class: 'who' }, uid),
                ...(bare ? [note('Not encrypted: the server could read and write this.')] : []),
                ...(sealing === 'unreadable' ? [note('encrypted, and not with this passphrase')] : content(bytes))));
        }
        if (this === current) {
            showPeople();
        } else if (bytes.length > 0) {
            this.unread++;
            this.label();
        }
    }

    async say(content) {
        const bytes = typeof content === 'string' ? encoder.encode(content) : content;
        await this.channel.publish(bytes);
        this.take(this.uid, bytes, this.isSecret ? 'opened' : 'none', true);
    }

    add(item) {
        this.items.push(item);
        const list = byId('messages');
        const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
        if (this.items.length > SHOWN) {
            drop(this.items.shift());
        }
        if (this === current) {
            list.append(item);
            if (atEnd) {
                list.scrollTop = list.scrollHeight;
            }
        }
    }

    /** Gives up what it shows. */
    close() {
        this.items.splice(0).forEach(drop);
        this.tab.remove();
    }

    label() {
        this.tab.replaceChildren(element('span', {}, this.name, ' ', element('span', { class: 'as' }, `as ${this.uid}`)),
            element('span', { class: 'count' }, this.unread > 0 ? String(this.unread) : ''));
        this.tab.setAttribute('aria-selected', String(this === current));
        this.tab.tabIndex = this === current || current === null ? 0 : -1;
    }
}

function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
}

/** Takes an item away, with the memory behind its links. */
function drop(item) {
    item.querySelectorAll('a[download]').forEach((link) => URL.revokeObjectURL(link.href));
    item.remove();
}

function note(words) {
    return element('p', { class: 'what note' }, words);
}

/** Text as text, pictures as pictures, everything else as its first bytes and something to save. */
function content(bytes) {
    const readable = asText(bytes);
    if (readable !== null) {
        return [element('p', { class: 'what' }, readable)];
    }
    const type = PICTURES.find(([, magic]) => magic.every((octet, i) => bytes[i] === octet))?.[0];
    const url = URL.createObjectURL(new Blob([bytes], { type: type ?? 'application/octet-stream' }));
    const save = element('a', { href: url, download: type === undefined ? 'message.bin' : type.replace('/', '.') },
        `save ${bytes.length.toLocaleString()} bytes`);
    if (type !== undefined) {
        return [element('img', { src: url, alt: 'a picture' }), save];
    }
    const hex = Array.from(bytes.subarray(0, PREVIEW), (octet) => octet.toString(16).padStart(2, '0')).join(' ');
    return [element('pre', { class: 'what' }, hex + (bytes.length > PREVIEW ? ' …' : '')), save];
}

function asText(bytes) {
    try {
        const read = text.decode(bytes);
        // eslint-disable-next-line no-control-regex
        return /[\u0000-\u0008\u000e-\u001f]/.test(read) ? null : read.replace(/\n$/, '');
    } catch {
        return null;
    }
}

function show(room) {
    current = room;
    byId('nothing').hidden = room !== null;
    byId('view').hidden = room === null;
    if (room !== null) {
        room.unread = 0;
        byId('title').textContent = room.name;
        byId('lock').hidden = !room.isSecret;
        const list = byId('messages');
        list.replaceChildren(...room.items);
        list.scrollTop = list.scrollHeight;
        showPeople();
        fold(true);
    }
    rooms.forEach((each) => each.label());
}

function showPeople() {
    const others = [...current.people].filter((uid) => uid !== current.uid);
    const named = others.slice(-NAMED).join(', ');
    const more = others.length > NAMED ? ` and ${others.length - NAMED} others` : '';
    byId('people').textContent = others.length === 0
        ? `You are ${current.uid}.`
        : `You are ${current.uid}. Seen here: ${named}${more}`;
}

function fold(folded) {
    byId('side').toggleAttribute('data-folded', folded);
    byId('more').setAttribute('aria-expanded', String(!folded));
}

function state(up, words) {
    byId('state').dataset.state = up ? 'up' : 'down';
    byId('state').textContent = words;
}

function downWords({ reason, retryIn }) {
    const words = reason === '' ? 'no connection' : reason;
    return retryIn === null ? words : `${words}; trying again in ${Math.ceil(retryIn / 1000)} s`;
}

/** One connection for all channels; another token needs another one. */
function connection(token) {
    if (mles !== null && token === tokenInUse) {
        return mles;
    }
    mles?.close();
    rooms.splice(0).forEach((room) => room.close());
    show(null);
    const url = new URL(location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    url.pathname = '/';
    url.hash = '';
    tokenInUse = token;
    mles = connect(url.href, token === '' ? {} : { token });
    mles.addEventListener('up', () => state(true, 'connected'));
    mles.addEventListener('down', ({ detail }) => state(false, downWords(detail)));
    mles.addEventListener('gap', ({ detail }) => rooms.filter((room) => room.name === detail.channel)
        .forEach((room) => room.add(element('li', { class: 'note' }, 'Messages may be missing here.'))));
    return mles;
}

async function join(uid, name, passphrase, token) {
    const isSecret = passphrase !== '';
    const channel = await connection(token).join(uid, name, isSecret ? { secret: passphrase } : {});
    const room = new Room(uid, name, isSecret);
    rooms.push(room);
    byId('tabs').append(room.tab);
    show(room);
    room.run(channel);
}

byId('join').addEventListener('submit', async (event) => {
    event.preventDefault();
    byId('problem').textContent = '';
    try {
        await join(byId('uid').value, byId('channel').value, byId('passphrase').value, byId('token').value);
        byId('channel').value = '';
        byId('passphrase').value = '';
        byId('text').focus();
    } catch (error) {
        byId('problem').textContent = error.reason === 'duplicate-cid'
            ? 'Somebody has this name on this channel already.'
            : `Not possible: ${error.reason ?? error.message}`;
    }
});

byId('say').addEventListener('submit', async (event) => {
    event.preventDefault();
    const words = byId('text').value;
    if (words !== '' && current !== null) {
        byId('text').value = '';
        await current.say(words).catch((error) => current.add(element('li', { class: 'note' }, `Not sent: ${error.message}`)));
    }
});

byId('text').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        byId('say').requestSubmit();
    }
});

byId('file').addEventListener('change', async () => {
    const file = byId('file').files[0];
    if (file !== undefined && current !== null) {
        const bytes = new Uint8Array(await file.arrayBuffer());
        await current.say(bytes).catch((error) => current.add(element('li', { class: 'note' }, `Not sent: ${error.message}`)));
    }
    byId('file').value = '';
});

byId('leave').addEventListener('click', () => {
    const room = current;
    room.channel.leave();
    room.close();
    rooms.splice(rooms.indexOf(room), 1);
    show(rooms[0] ?? null);
});

byId('tabs').addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step !== undefined && rooms.length > 0) {
        event.preventDefault();
        const next = rooms[(rooms.indexOf(current) + step + rooms.length) % rooms.length];
        show(next);
        next.tab.focus();
    }
});

byId('more').addEventListener('click', () => fold(byId('more').getAttribute('aria-expanded') === 'true'));

if (!isAvailable) {
    byId('passphrase').disabled = true;
    byId('sealhint').textContent = 'Encryption needs https, or a server on this machine.';
}
const wanted = new URLSearchParams(location.hash.slice(1));
byId('uid').value = wanted.get('name') ?? '';
byId('channel').value = wanted.get('channel') ?? '';
connection('');
