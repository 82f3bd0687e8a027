package mles.protocol;

import java.nio.ByteBuffer;

/** Collects the fields of a message while its encoding is scanned. */
final class MessageBuilder implements CborScanner.Sink {
    private static final int CHANNEL = 1;
    private static final int PAYLOAD = 2;

    private final ByteBuffer cbor;
    private final CborScanner scanner;
    private final Gathering[] gathered;
    private final String[] names = {"", ""};
    private int payloadAt;
    private int payloadSize;

    /** @param cbor its remaining bytes are those of the encoding */
    MessageBuilder(ByteBuffer cbor) {
        this.cbor = cbor.slice();
        int length = cbor.remaining();
        scanner = new CborScanner(Shape.MESSAGE, length, this);
        gathered = new Gathering[]{new Gathering(length), new Gathering(length), new Gathering(length)};
    }

    Message build() {
        scanner.finish(cbor);
        ByteBuffer payload = payloadAt == SCATTERED ? gathered[PAYLOAD].view() : cbor.slice(payloadAt, payloadSize);
        return new Message(names[0], names[CHANNEL], payload);
    }

    @Override
    public void begin(int slot, int offset) {
        gathered[slot].begin();
        if (slot == PAYLOAD) {
            payloadAt = offset;
        }
    }

    @Override
    public void content(int slot, ByteBuffer in, int at, int size) {
        if (slot != PAYLOAD || payloadAt == SCATTERED) {
            gathered[slot].add(in, at, size);
        } else {
            payloadSize += size;
        }
    }

    @Override
    public void end(int slot) {
        if (slot < PAYLOAD) {
            names[slot] = gathered[slot].text();
        }
    }
}
