import { connect, Message, MlesError } from 'mles';
import type { Channel, ConnectOptions, Mles } from 'mles';

const options: ConnectOptions = { token: async () => 'fig', reconnect: false };
const mles: Mles = connect('ws://localhost:8076', options);
mles.addEventListener('down', (event) => console.log(event.detail.code.toFixed(), event.detail.retryIn?.toFixed()));
mles.addEventListener('delayed', ({ detail }) => console.log(detail.uid, detail.channel, detail.reason, detail.retryIn + 1));
mles.addEventListener('gap', ({ detail }) => console.log(detail.channel));
mles.addEventListener('anything', { handleEvent: (event: Event) => console.log(event.type) });
const target: EventTarget = mles;
target.dispatchEvent(new Event('anything'));

async function talk(signal: AbortSignal): Promise<void> {
    const garden: Channel = await mles.join('ann', 'garden', { first: new Uint8Array(1), secret: 'figs', signal, inboxBytes: 1 });
    await garden.publish('figs', { signal });
    for await (const message of garden) {
        const one: Message = message;
        console.log(one.number, one.time?.toFixed(), one.sealing === 'opened', one.text().length, one.bytes.byteLength);
    }
    await garden.leave();
}

talk(new AbortController().signal).catch((error: unknown) => {
    const reason: string = error instanceof MlesError ? error.reason : '';
    console.log(reason);
    mles.close();
});
