/** The page: channels to talk on. This module puts the parts together; talk.js and room.js know what there is to show. */
import { connect } from '../mles.js';
import { digestOf } from '../repeats.js';
import { isAvailable } from '../seal.js';
import { Banner } from './banner.js';
import { Composer } from './composer.js';
import { Joining } from './joining.js';
import { MessageList } from './list.js';
import { Notices } from './notices.js';
import { Memory } from './memory.js';
import { RoomState } from './room.js';
import { Progress } from './progress.js';
import { Rows } from './rows.js';
import { Sidebar } from './sidebar.js';
import { LinkState, Talk } from './talk.js';
import { View } from './view.js';
import { byId } from './dom.js';
import { placeOf } from './place.js';
import { words } from './words.js';

/** Time after which the messages of a channel count as new, in milliseconds. */
const SILENCE = 1_000;

/** A store of the browser, null where it is not allowed. */
function storeOf(name) {
    try {
        return globalThis[name];
    } catch {
        return null;
    }
}

function speak() {
    for (const [attribute, put] of [['words', (part, text) => { part.textContent = text; }],
        ['label', (part, text) => part.setAttribute('aria-label', text)], ['hint', (part, text) => { part.placeholder = text; }]]) {
        document.querySelectorAll(`[data-${attribute}]`).forEach((part) => put(part, words[part.dataset[attribute]]));
    }
}

/** The server of this page. */
function address() {
    const url = new URL('/', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    return url.href;
}

speak();
const memory = new Memory(storeOf('localStorage'), storeOf('sessionStorage'));
let planned = false;
let shown = null;
let lastState = null;
let silence = null;
/** The room that is being entered: the focus goes to its field for words then. */
let entering = null;

const talk = new Talk({
    open: (options) => connect(address(), options),
    memory,
    digest: digestOf,
    onChange: plan,
    // The connection looks at this event: it ends a wait (pulse.js).
    hurry: () => dispatchEvent(new Event('online')),
});
const joining = new Joining(talk, memory, isAvailable);
const composer = new Composer(talk);
const sidebar = new Sidebar(talk);
const view = new View({ join: (room) => joining.open(room) });
const banner = new Banner(talk, { token: () => joining.openToken(talk.isTokenWrong), retry: () => talk.retry() });
const list = new MessageList(byId('log'), byId('messages'), new Rows({
    resend: (room, entry) => talk.resend(room, entry),
    discard: (room, entry) => room.discard(entry),
}), (follows, missed) => {
    if (follows !== byId('jump').hidden) {
        speakUp(follows);
    }
    byId('jump').hidden = follows;
    byId('jump').textContent = missed > 0 ? words.jumpNew(missed) : words.jump;
});
const notices = new Notices();
const progress = new Progress(byId('messages'), () => talk.unsentBytes);

/** Reads new messages out, but no channel as a whole that is shown anew. */
function speakUp(speaks) {
    clearTimeout(silence);
    byId('log').setAttribute('aria-live', 'off');
    if (speaks) {
        silence = setTimeout(() => byId('log').setAttribute('aria-live', 'polite'), SILENCE);
    }
}

/** Shows changes once a frame: a thousand messages are laid out together. A page behind others has no frames. */
function plan() {
    if (!planned) {
        planned = true;
        if (document.visibilityState === 'visible') {
            requestAnimationFrame(draw);
        } else {
            setTimeout(draw, 200);
        }
    }
}

function draw() {
    planned = false;
    const { current } = talk;
    sidebar.update();
    banner.update();
    view.update(current);
    notices.update(talk.rooms);
    document.title = words.title(talk.rooms.reduce((sum, room) => sum + room.unread, 0));
    if (shown !== current) {
        shown = current;
        open(current !== null);
        list.show(current);
        speakUp(true);
    } else {
        list.draw();
    }
    progress.update();
    if (current !== null && current.state === RoomState.IN && current === entering) {
        entering = null;
        if (document.activeElement === document.body || document.activeElement.matches('.open')) {
            composer.focus();
        }
    } else if (current !== null && current.state === RoomState.JOINING) {
        entering = current;
    }
    if (talk.state === LinkState.TOKEN && lastState !== LinkState.TOKEN) {
        joining.openToken(talk.isTokenWrong);
    }
    lastState = talk.state;
}

/** On a phone: the channel, or the list of channels. */
function open(isTalk) {
    document.body.dataset.show = isTalk || talk.rooms.length === 0 ? 'talk' : 'list';
    look();
}

/** Messages are read where they are in sight: not in a page behind others, nor behind the list on a phone. */
function look() {
    talk.setVisible(document.visibilityState === 'visible' && getComputedStyle(byId('main')).display !== 'none');
}

/** Goes where the address says: joins with a name and a channel, asks for what is missing. */
function go() {
    const place = placeOf(location.hash);
    const room = talk.find(place.name);
    if (room !== null) {
        talk.show(room); // after a reload, too: an encrypted one waits for its passphrase
    } else if (place.name !== '' && place.uid !== '') {
        talk.join(place.uid, place.name);
    } else if (place.name !== '' || place.uid !== '') {
        joining.open({ name: place.name, uid: place.uid || memory.name });
    }
}

document.querySelectorAll('.open').forEach((opener) => opener.addEventListener('click', () => joining.open()));
byId('back').addEventListener('click', () => {
    open(false);
    sidebar.tab(talk.current).focus();
});
byId('tabs').addEventListener('click', () => open(true));
byId('jump').addEventListener('click', () => {
    list.jump();
    composer.focus();
});
byId('people').addEventListener('toggle', plan);
byId('invite').addEventListener('click', () => joining.invite(talk.current));
byId('leave').addEventListener('click', () => {
    if (placeOf(location.hash).name === talk.current.name) {
        history.replaceState(null, '', location.pathname); // a reload does not join what was left
    }
    talk.leave(talk.current);
    draw();
    (talk.current === null ? byId('nothing').querySelector('.open') : sidebar.tab(talk.current)).focus();
});
document.addEventListener('visibilitychange', () => {
    look();
    draw(); // the frame that was planned may not come
});
addEventListener('resize', look);
addEventListener('pagehide', () => talk.remember());
addEventListener('hashchange', go);

talk.restore();
go();
draw();
