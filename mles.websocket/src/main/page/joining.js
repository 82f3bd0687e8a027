import { byId } from './dom.js';
import { linesOf, linkOf } from './place.js';
import { words } from './words.js';

/** The dialogs: one to join a channel, one for the token of the server, one with a link to a channel. */
export class Joining {
    #talk;
    #memory;

    constructor(talk, memory, isSealAvailable) {
        this.#talk = talk;
        this.#memory = memory;
        if (!isSealAvailable) {
            byId('passphrase').disabled = true;
            byId('sealhint').textContent = words.sealUnavailable;
        }
        byId('join').addEventListener('submit', (event) => {
            event.preventDefault();
            this.#join();
        });
        byId('givetoken').addEventListener('submit', (event) => {
            event.preventDefault();
            byId('asking').close();
            this.#talk.giveToken(byId('token').value);
            byId('token').value = '';
        });
        byId('copy').addEventListener('click', async () => {
            byId('link').select();
            await navigator.clipboard?.writeText(byId('link').value);
            byId('copy').textContent = words.copied;
        });
        for (const cancel of document.querySelectorAll('dialog .cancel')) {
            cancel.addEventListener('click', () => cancel.closest('dialog').close());
        }
    }

    /** Asks for a name and a channel; what is known is filled in. */
    open({ uid = this.#memory.name, name = '' } = {}) {
        byId('uid').value = uid;
        byId('channel').value = name;
        byId('passphrase').value = '';
        if (!byId('joining').open) {
            byId('joining').showModal();
        }
        const [first] = ['uid', 'channel', 'passphrase'].map(byId).filter((field) => field.value === '' && !field.disabled);
        (first ?? byId('uid')).focus();
    }

    /** Asks for the token. */
    openToken(isWrong) {
        byId('tokenproblem').textContent = isWrong ? words.tokenWrong : '';
        if (!byId('asking').open) {
            byId('asking').showModal();
        }
        byId('token').focus();
    }

    /** Shows an address that joins a room. */
    invite(room) {
        byId('invitetext').textContent = room.isSealed ? words.inviteSealed : words.inviteText;
        byId('link').value = linkOf(location.href, room.name);
        byId('copy').textContent = words.copy;
        byId('programs').hidden = room.isSealed; // they have no passphrase
        byId('lines').textContent = linesOf(location.href, room.name).join('\n');
        byId('inviting').showModal();
        byId('copy').focus();
    }

    #join() {
        byId('joining').close();
        this.#talk.join(byId('uid').value, byId('channel').value, byId('passphrase').value);
        byId('passphrase').value = '';
    }
}
