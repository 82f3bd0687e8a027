import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decode, encode } from '../../main/js/cbor.js';
import { checkPayload, decodePayload, encodePayload } from '../../main/js/payload.js';

const vectors = JSON.parse(readFileSync(new URL('../../../../mles.testkit/src/main/resources/mles/testkit/vectors.json', import.meta.url)));

test('payloads are encoded as the golden cases say', () => {
    const whole = vectors.msg_encode.filter((vector) => vector.cbor_hex !== undefined);
    assert.ok(whole.length > 20);
    for (const { id, uid, channel, message_hex: message, cbor_hex: expected } of whole) {
        assert.equal(hex(encodePayload(uid, channel, octets(message))), expected, id);
    }
});

for (const { id, note, hex: payload, accepted, uid, channel, message_hex: message } of vectors.msg_decode) {
    test(`${id} ${note}: ${accepted ? 'accepted' : 'rejected'}`, () => {
        const got = decodePayload(octets(payload))?.message;
        assert.deepEqual(got && [got.uid, got.channel, hex(got.bytes)], accepted ? [uid, channel, message] : undefined);
    });
}

test('numbers keep all of their 64 bits', () => {
    for (const n of [0, 23, 24, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER, 2n ** 53n, 2n ** 64n - 1n]) {
        assert.equal(decode(encode(n)), n);
    }
});

test('an id is before the message, and only in the payload of its sender', () => {
    const payload = encodePayload('a', 'b', Uint8Array.of(1), Uint8Array.of(7, 8));
    assert.equal(hex(payload), 'a463756964616167' + '6368616e6e656c6162' + '626964420708' + '676d6573736167654101');
    assert.deepEqual([...decodePayload(payload).id], [7, 8]);
});

test('the largest payload is allowed, and one byte more is not', () => {
    checkPayload('a', 'b', new Uint8Array(16_777_185), 0);
    assert.throws(() => checkPayload('a', 'b', new Uint8Array(16_777_186), 0), { reason: 'too-large' });
    assert.throws(() => checkPayload('a', 'b', new Uint8Array(16_777_185), 12), { reason: 'too-large' });
    assert.throws(() => checkPayload('\ud800', 'b', new Uint8Array(), 0), { reason: 'bad-payload' });
});

function octets(text) {
    return new Uint8Array(Buffer.from(text, 'hex'));
}

function hex(bytes) {
    return Buffer.from(bytes).toString('hex');
}
