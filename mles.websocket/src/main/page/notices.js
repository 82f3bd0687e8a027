import { byId } from './dom.js';
import { lineOf } from './last.js';
import { visible } from './visible.js';
import { words } from './words.js';

/** Notifications of the browser, for a page behind others and only where they were asked for. */
export class Notices {
    #told = new Map();

    constructor() {
        byId('notify').hidden = globalThis.Notification?.permission !== 'default' || !globalThis.isSecureContext;
        byId('notify').addEventListener('click', async () => {
            await Notification.requestPermission();
            byId('notify').hidden = true;
        });
    }

    /** Tells of the newest unread message of each room. */
    update(rooms) {
        for (const room of rooms) {
            if (room.unread > (this.#told.get(room) ?? 0) && document.visibilityState === 'hidden'
                && globalThis.Notification?.permission === 'granted') {
                this.#tell(room);
            }
            this.#told.set(room, room.unread);
        }
    }

    #tell(room) {
        const { last } = room;
        const notice = new Notification(words.notice(visible(last.uid), visible(room.name)),
            { body: room.isSealed ? words.noticeSealed : lineOf(last), tag: room.name });
        notice.addEventListener('click', () => {
            focus();
            notice.close();
        });
    }
}
