/**
 * Clients that talk to each other on two channels for some seconds. Resolves to the counts of what was lost, doubled and out of order
 * of the publishes that resolved. Runs in Node and in browsers.
 */
export async function converse(connect, url, seconds, isOld) {
    const uids = ['ann', 'bob', 'eve'];
    const channels = ['garden', 'kitchen'].map((name) => `${name} ${Math.random().toString(36).slice(2)}`);
    const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

    class OldSocket extends WebSocket {
        constructor(address, protocols) {
            super(address, protocols.filter((protocol) => protocol !== 'mles-websocket-2'));
        }
    }

    const heard = new Map();
    const placed = new Map();
    const gaps = [];
    const downs = [];
    let quiet = false;

    async function listen(channel, list) {
        for await (const message of channel) {
            if (!message.empty) {
                list.push({ n: message.number, text: message.text() });
            }
        }
    }

    async function talk(channel, list) {
        for (let i = 0; !quiet; i++) {
            const burst = [1, 2, 3, 4, 5].map((part) => `${channel.uid} ${i}.${part}`);
            await Promise.all(burst.map((text) => channel.publish(text)));
            list.push(...burst);
            await sleep(Math.random() * 10);
        }
    }

    const talks = [];
    const clients = uids.map((uid) => {
        const mles = connect(url, { WebSocket: isOld ? OldSocket : WebSocket });
        mles.addEventListener('down', ({ detail }) => downs.push(detail.reason || detail.code));
        mles.addEventListener('gap', ({ detail }) => gaps.push(detail));
        mles.addEventListener('refused', ({ detail }) => gaps.push(detail));
        for (const name of channels) {
            const key = `${uid} ${name}`;
            heard.set(key, []);
            placed.set(key, []);
            talks.push((async () => {
                const channel = await mles.join(uid, name, { inboxMessages: 1_000_000 });
                listen(channel, heard.get(key));
                await talk(channel, placed.get(key));
            })());
        }
        return mles;
    });
    await sleep(seconds * 1000);
    quiet = true;
    await Promise.all(talks);
    const others = (uid) => uids.filter((each) => each !== uid);
    const hasLast = (uid, name) => others(uid).every((other) =>
        heard.get(`${uid} ${name}`).some(({ text }) => text === placed.get(`${other} ${name}`).at(-1)));
    /** A client that was cut often may wait up to 30 s. */
    const latest = Date.now() + 40_000;
    while (Date.now() < latest && !channels.every((name) => uids.every((uid) => hasLast(uid, name)))) {
        await sleep(200);
    }
    await sleep(500);
    const sum = { published: 0, heard: 0, lost: 0, doubled: 0, outOfOrder: 0 };
    for (const name of channels) {
        for (const uid of uids) {
            const all = heard.get(`${uid} ${name}`);
            for (const other of others(uid)) {
                const sent = placed.get(`${other} ${name}`);
                const places = new Map(sent.map((text, place) => [text, place]));
                const got = all.map(({ text }) => text).filter((text) => places.has(text));
                const once = [...new Set(got)].map((text) => places.get(text));
                sum.published += sent.length;
                sum.heard += got.length;
                sum.lost += sent.length - once.length;
                sum.doubled += got.length - once.length;
                sum.outOfOrder += once.filter((place, i) => i > 0 && place < once[i - 1]).length;
            }
            sum.outOfOrder += isOld ? 0 : all.filter(({ n }, i) => i > 0 && n <= all[i - 1].n).length;
        }
    }
    clients.forEach((mles) => mles.close());
    const faults = sum.lost + sum.doubled + sum.outOfOrder + gaps.length;
    return {
        downs: downs.length, silent: downs.filter((reason) => reason === 'unresponsive').length, gaps, ...sum,
        isGood: isOld || (faults === 0 && sum.heard > 0 && downs.length > 0),
    };
}
