package mles.history;

import java.nio.file.Path;
import mles.server.spi.Position;

/** One file of a channel, and what is in it. For one thread at a time. */
final class Segment {
    private static final String SUFFIX = ".log";
    private static final int DIGITS = 16;

    private final Path file;
    private final SegmentHeader header;
    private Amount amount = Amount.NONE;
    private long end;
    private long lastTime;

    Segment(Path folder, SegmentHeader header) {
        this.header = header;
        this.file = folder.resolve(name(header.firstFrame()));
        this.end = header.encode().limit();
    }

    /** {@return the name of the segment that begins with that frame} */
    static String name(long firstFrame) {
        String hex = Long.toHexString(firstFrame);
        return "0".repeat(DIGITS - hex.length()) + hex + SUFFIX;
    }

    /** {@return the number of the first frame of the segment of that name, -1 when it is not one} */
    static long firstFrame(String name) {
        if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return -1;
        }
        try {
            return Long.parseLong(name.substring(0, DIGITS), DIGITS);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** A record was added, or was found there. */
    void added(Amount more, long time) {
        amount = amount.plus(more);
        end += RecordHead.SIZE + more.bytes();
        lastTime = time;
    }

    Path file() {
        return file;
    }

    SegmentHeader header() {
        return header;
    }

    /** {@return the number of the frame that comes behind it} */
    long nextFrame() {
        return header.firstFrame() + header.leftOut() + amount.frames();
    }

    /** {@return the position of its newest message, or of the one before it where it has none} */
    Position newest() {
        return new Position(header.before().epoch(), header.before().number() + amount.messages());
    }

    /** {@return whether it has what is worth keeping of {@code newer} as well} */
    boolean replaces(Segment newer) {
        return header.leftOut() > 0 && newer.nextFrame() <= nextFrame();
    }

    /** {@return the size of its frames} */
    Amount amount() {
        return amount;
    }

    /** {@return the size of the file as far as it is good} */
    long end() {
        return end;
    }

    /** {@return when its last frame was stored} */
    long lastTime() {
        return lastTime;
    }
}
