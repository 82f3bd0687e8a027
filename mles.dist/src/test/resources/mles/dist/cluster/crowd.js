/**
 * Members by mles.js, for tests. The argument is JSON: uid, url, channels and pause of each; a pause of 0 is a member that only
 * listens. Each event is a line with its parts between tabs: its name, uid, channel, text. A line on standard input stops publishing.
 */
import { connect } from './mles.js';

const END = 'end';
let quiet = false;

function tell(...parts) {
    process.stdout.write(`${parts.join('\t')}\n`);
}

function sleep(millis) {
    return new Promise((resolve) => setTimeout(resolve, millis));
}

async function publish(channel, pause) {
    for (let i = 0; pause > 0 && !quiet; i++) {
        await sleep(pause / 2 + pause * Math.random());
        const text = `${channel.uid} ${i}`;
        tell('sent', channel.uid, channel.name, text);
        await channel.publish(text);
    }
    tell('hushed', channel.uid, channel.name, '');
}

async function listen(channel) {
    for await (const message of channel) {
        const text = message.text();
        if (text === END) {
            break;
        }
        if (text !== '') {
            tell('heard', channel.uid, channel.name, text);
        }
    }
    tell('done', channel.uid, channel.name, channel.dropped);
}

async function take(mles, uid, name, pause) {
    const channel = await mles.join(uid, name);
    publish(channel, pause).catch((error) => tell('failed', uid, name, error.message));
    await listen(channel);
}

for (const { uid, url, channels, pause } of JSON.parse(process.argv[2])) {
    const mles = connect(url);
    mles.addEventListener('up', () => tell('up', uid, '', ''));
    mles.addEventListener('down', () => tell('down', uid, '', ''));
    for (const name of channels) {
        take(mles, uid, name, pause).catch((error) => tell('failed', uid, name, error.message));
    }
}
process.stdin.once('data', () => {
    quiet = true;
});
