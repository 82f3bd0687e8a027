package mles.protocol;

import java.nio.ByteBuffer;

/**
 * Reads an encoding as a resync, in pieces, and keeps the header and the names of its first item only. Most first payloads
 * are none, which is no fault here.
 */
final class ResyncScan implements CborScanner.Sink {
    private final CborScanner scanner;
    private final int longestName;
    private final ByteBuffer head = ByteBuffer.allocate(Header.SIZE);
    private final ByteBuffer firstHead = ByteBuffer.allocate(Header.SIZE);
    private NameScan names;
    private int count;
    private int bytes;
    private int itemSize;
    private int badItemSize = -1;
    private boolean hopeless;

    /** @param longestName bytes; of a longer name nothing is kept */
    ResyncScan(int length, int longestName) {
        this.longestName = longestName;
        scanner = new CborScanner(Shape.PERHAPS_RESYNC, length, this);
        names = new NameScan(0, 0);
    }

    void feed(ByteBuffer in, int from, int to) {
        if (!hopeless) {
            try {
                scanner.feed(in, from, to);
            } catch (ProtocolException notResync) {
                hopeless = true;
            }
        }
    }

    /**
     * {@return whether it is a resync of at least one item}
     *
     * @throws ProtocolException {@code BAD_RESYNC_ITEM} when one is not exactly one frame
     */
    boolean isResync() {
        if (hopeless || !scanner.isDone()) {
            return false;
        }
        if (badItemSize >= 0) {
            throw Resync.badItem(badItemSize);
        }
        return count > 0;
    }

    int items() {
        return count;
    }

    /** {@return the bytes of all items} */
    int bytes() {
        return bytes;
    }

    Header firstHeader() {
        return Header.read(firstHead, 0);
    }

    /** {@return the payload of the first item} */
    NameScan firstPayload() {
        return names;
    }

    @Override
    public void begin(int slot, int offset) {
        itemSize = 0;
    }

    @Override
    public void content(int slot, ByteBuffer in, int at, int size) {
        int headed = Math.clamp(Header.SIZE - itemSize, 0, size);
        if (headed > 0) {
            head.put(itemSize, in, at, headed);
        }
        itemSize += size;
        if (count > 0 || itemSize < Header.SIZE) {
            return;
        }
        if (headed > 0) {
            firstHead.put(0, head, 0, Header.SIZE);
            names = new NameScan(Header.payloadLength(head, 0), longestName);
        }
        names.feed(in, at + headed, at + size);
    }

    @Override
    public void end(int slot) {
        boolean isFrame = itemSize > Header.SIZE && head.get(0) == Header.TYPE
                && Header.frameSize(head, 0) == itemSize;
        if (!isFrame && badItemSize < 0) {
            badItemSize = itemSize;
        }
        count++;
        bytes += itemSize;
    }
}
