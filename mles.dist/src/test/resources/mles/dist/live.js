/**
 * `mles.js` on real servers, for tests, through cables that are cut at random. The arguments are the ports of the servers with commas,
 * seconds, milliseconds between two cuts, a seed, and `v2`, or `v1` for clients that offer no `mles-websocket-2`, or `cables` for
 * cables only: the port is told, and they are cut from the first line of the input on. The exit code is 1 when v2 has faults.
 */
import { once } from 'node:events';
import { connect } from './mles.js';
import { Cables } from './cables.js';
import { converse } from './conversation.js';

const [ports, seconds, between, seed] = process.argv.slice(2, 6);
const kind = process.argv[6];
const cables = new Cables(ports.split(',').map(Number), Number(seed));
const port = await cables.listen();
if (kind === 'cables') {
    console.log(port);
    await once(process.stdin, 'data');
    await cables.cut(Number(seconds), Number(between));
    await once(process.stdin, 'end');
    process.exit(0);
}
const [counts] = await Promise.all([
    converse(connect, `ws://127.0.0.1:${port}`, Number(seconds), kind === 'v1'),
    cables.cut(Number(seconds), Number(between)),
]);
console.log(JSON.stringify({ cuts: cables.cuts, ...counts }));
process.exit(counts.isGood ? 0 : 1);
