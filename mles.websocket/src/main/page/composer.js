import { byId } from './dom.js';

/** The field for words, and files: chosen, pasted or dropped. */
export class Composer {
    #talk;

    constructor(talk) {
        this.#talk = talk;
        const text = byId('text');
        byId('say').addEventListener('submit', (event) => {
            event.preventDefault();
            this.#say();
        });
        text.addEventListener('keydown', (event) => {
            if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
                event.preventDefault();
                byId('say').requestSubmit();
            }
        });
        text.addEventListener('paste', (event) => this.#take(event, event.clipboardData, false));
        byId('file').addEventListener('change', async () => {
            const files = [...byId('file').files];
            byId('file').value = '';
            await this.#send(files, true);
        });
        const view = byId('view');
        view.addEventListener('dragover', (event) => {
            if (event.dataTransfer.types.includes('Files')) {
                event.preventDefault();
                view.classList.add('dropping');
            }
        });
        view.addEventListener('dragleave', () => view.classList.remove('dropping'));
        view.addEventListener('drop', (event) => {
            view.classList.remove('dropping');
            this.#take(event, event.dataTransfer, true);
        });
    }

    focus() {
        byId('text').focus();
    }

    #say() {
        const text = byId('text');
        if (text.value !== '' && this.#talk.current !== null) {
            this.#talk.say(this.#talk.current, text.value);
            text.value = '';
        }
        text.focus();
    }

    #take(event, { files }, isNamed) {
        if (files.length > 0) {
            event.preventDefault();
            this.#send([...files], isNamed);
        }
    }

    /** One after the other: the line with a file's name stands before the file. What is pasted has a name of the browser's. */
    async #send(files, isNamed) {
        const room = this.#talk.current;
        for (const file of room === null ? [] : files) {
            await this.#talk.sendFile(room, isNamed ? file.name : null, new Uint8Array(await file.arrayBuffer()));
        }
    }
}
