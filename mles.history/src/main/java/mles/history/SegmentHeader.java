package mles.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import mles.protocol.ChannelName;

/**
 * Header of a segment, all integers big-endian. Its file is named after the number of its first frame.
 *
 * <pre>
 *  0          8         12           16             24          32       36
 * +----------+---------+------------+--------------+-----------+--------+--------------------
 * | MLESHIST | version | name bytes | first frame  | left out  | CRC-32C| channel name, UTF-8
 * +----------+---------+------------+--------------+-----------+--------+--------------------
 * </pre>
 *
 * The CRC is that of the 32 bytes before it and the name behind it.
 *
 * @param channel    the channel of the frames
 * @param firstFrame number of frames that the channel had before
 * @param leftOut    number of its frames, from the first on, that are not in it any more: empty joins
 */
record SegmentHeader(ChannelName channel, long firstFrame, long leftOut) {
    static final int FIXED_SIZE = 36;
    static final int VERSION = 1;

    private static final byte[] MAGIC = "MLESHIST".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION_OFFSET = 8;
    private static final int NAME_SIZE_OFFSET = 12;
    private static final int FIRST_FRAME_OFFSET = 16;
    private static final int LEFT_OUT_OFFSET = 24;
    private static final int CRC_OFFSET = 32;

    ByteBuffer encode() {
        byte[] name = channel.text().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(FIXED_SIZE + name.length);
        out.put(MAGIC).putInt(VERSION).putInt(name.length).putLong(firstFrame).putLong(leftOut).putInt(0).put(name)
                .flip();
        return out.putInt(CRC_OFFSET, crc(out));
    }

    /**
     * Reads the header of a file.
     *
     * @throws IOException when it is none that is understood; the message names the file
     */
    static SegmentHeader read(FileChannel in, Path file) throws IOException {
        ByteBuffer fixed = read(in, 0, (int) Math.min(in.size(), FIXED_SIZE));
        if (fixed.limit() < FIXED_SIZE || !fixed.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new IOException(file + ": not a file of this store");
        }
        if (fixed.getInt(VERSION_OFFSET) != VERSION) {
            throw new IOException(file + ": format " + fixed.getInt(VERSION_OFFSET) + ", this program knows format "
                    + VERSION);
        }
        int nameSize = fixed.getInt(NAME_SIZE_OFFSET);
        if (nameSize < 0 || nameSize > in.size() - FIXED_SIZE) {
            throw new IOException(file + ": its header is damaged");
        }
        ByteBuffer all = read(in, 0, FIXED_SIZE + nameSize);
        if (all.getInt(CRC_OFFSET) != crc(all)) {
            throw new IOException(file + ": its header is damaged");
        }
        String name = StandardCharsets.UTF_8.decode(all.slice(FIXED_SIZE, nameSize)).toString();
        return new SegmentHeader(new ChannelName(name), all.getLong(FIRST_FRAME_OFFSET),
                all.getLong(LEFT_OUT_OFFSET));
    }

    /** {@return whether a file holds no more than a beginning of this header, or nothing, and zeros: it was not finished} */
    boolean isUnfinishedIn(FileChannel in) throws IOException {
        ByteBuffer whole = encode();
        int same = read(in, 0, (int) Math.min(in.size(), whole.limit())).mismatch(whole);
        return same >= 0 && SegmentReader.isZeroFrom(in, same);
    }

    /** {@return the bytes from a place in a file on; fewer where that is shorter} */
    static ByteBuffer read(FileChannel in, long from, int bytes) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(bytes);
        while (out.hasRemaining() && in.read(out, from + out.position()) >= 0) {
            // until it is full, or the file has become shorter
        }
        return out.flip();
    }

    private static int crc(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, CRC_OFFSET));
        crc.update(header.slice(FIXED_SIZE, header.limit() - FIXED_SIZE));
        return (int) crc.getValue();
    }
}
