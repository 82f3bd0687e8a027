package mles.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import mles.protocol.ChannelName;
import mles.protocol.FrameScanner;
import mles.protocol.Header;

/** Goes over the records of one segment, as far as they are good. Its memory follows the largest record. */
final class SegmentReader implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    /** Kind of bytes behind the last good record. */
    enum End {
        /** Nothing. */
        CLEAN,
        /** The beginning of a record that was not finished. */
        TORN,
        /** Something else. */
        DAMAGED
    }

    private final FrameScanner scanner = new FrameScanner();
    private final FileChannel in;
    private final SegmentHeader header;
    private final long size;
    private ByteBuffer buffer = ByteBuffer.allocate(CHUNK).limit(0);
    /** Position in the file of the first byte of the buffer. */
    private long base;
    private long position;
    private RecordHead head = new RecordHead(0, 0, 0, 0);
    private ByteBuffer frames = ByteBuffer.allocate(0);
    private End end = End.CLEAN;

    /** @throws IOException when it is no segment; the message names the file */
    SegmentReader(Path file) throws IOException {
        in = FileChannel.open(file, StandardOpenOption.READ);
        try {
            header = SegmentHeader.read(in, file);
            size = in.size();
            position = header.encode().limit();
            base = position;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /**
     * {@return a reader of the segment of a channel that begins with a frame}
     *
     * @throws IOException when it is none, or another one; the message names the file
     */
    static SegmentReader of(Path file, ChannelName channel, long firstFrame) throws IOException {
        SegmentReader reader = new SegmentReader(file);
        if (reader.header.channel().equals(channel) && reader.header.firstFrame() == firstFrame) {
            return reader;
        }
        reader.close();
        throw new IOException(file + ": belongs to another channel or another place");
    }

    /**
     * {@return a reader of a segment that was found before}
     *
     * @throws IOException when it is gone, or another one by now
     */
    static SegmentReader of(Segment segment) throws IOException {
        SegmentHeader known = segment.header();
        try {
            SegmentReader reader = of(segment.file(), known.channel(), known.firstFrame());
            if (reader.header().equals(known)) {
                return reader;
            }
            reader.close();
        } catch (NoSuchFileException e) {
            // given up
        }
        throw new IOException(segment.file() + ": the server gave it up meanwhile");
    }

    /** {@return whether the file has grown since it was opened} */
    boolean hasGrown() throws IOException {
        return in.size() > size;
    }

    SegmentHeader header() {
        return header;
    }

    /** Goes to where a record begins, or ends, before it has gone to any. */
    void skipTo(long recordBoundary) {
        position = recordBoundary;
        base = recordBoundary;
    }

    /**
     * Goes to the first record, or the next one.
     *
     * @return whether there is a good one
     */
    boolean next() throws IOException {
        long left = size - position;
        if (left == 0) {
            return false;
        }
        if (left < RecordHead.SIZE) {
            return ends(End.TORN);
        }
        int at = load(RecordHead.SIZE);
        if (!RecordHead.isAt(buffer, at)) {
            return ends(isZeroFrom(in, position) ? End.TORN : End.DAMAGED);
        }
        head = RecordHead.read(buffer, at);
        if (left - RecordHead.SIZE < head.bytes()) {
            return ends(End.TORN);
        }
        at = load(RecordHead.SIZE + head.bytes());
        frames = buffer.slice(at + RecordHead.SIZE, head.bytes()).asReadOnlyBuffer();
        boolean good = head.matches(frames) && scanner.scan(frames, Header.MAX_PAYLOAD) == head.bytes()
                && scanner.frames() == head.frames();
        if (!good) {
            return ends(End.DAMAGED);
        }
        position += RecordHead.SIZE + head.bytes();
        return true;
    }

    /** {@return the frames of the record, until the next one} */
    ByteBuffer frames() {
        return frames;
    }

    int count() {
        return head.frames();
    }

    /** {@return when they were appended, in milliseconds since 1970} */
    long time() {
        return head.time();
    }

    /** {@return the position in the file at which the last good record ends} */
    long position() {
        return position;
    }

    /** {@return the kind of bytes there, once {@link #next} has said no} */
    End end() {
        return end;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** {@return whether there is nothing but zeros from {@code position} on} */
    static boolean isZeroFrom(FileChannel in, long position) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long at = position; in.read(chunk.clear(), at) > 0; at += chunk.limit()) {
            chunk.flip();
            while (chunk.hasRemaining()) {
                if (chunk.get() != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean ends(End how) {
        end = how;
        return false;
    }

    /** {@return the index in the buffer of {@link #position}, with {@code bytes} from there on} */
    private int load(int bytes) throws IOException {
        int at = (int) (position - base);
        if (buffer.limit() - at >= bytes) {
            return at;
        }
        ByteBuffer rest = buffer.slice(at, buffer.limit() - at);
        if (bytes > buffer.capacity()) {
            buffer = ByteBuffer.allocate(bytes).put(rest);
        } else {
            buffer.clear().put(rest);
        }
        base = position;
        while (buffer.position() < bytes) {
            if (in.read(buffer, base + buffer.position()) < 0) {
                throw new IOException("a segment became shorter while it was read");
            }
        }
        buffer.flip();
        return 0;
    }
}
