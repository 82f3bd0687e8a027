package mles.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import mles.protocol.ChannelName;
import mles.server.spi.Position;

/**
 * Header of a segment, all integers big-endian. Its file is named after the number of its first frame.
 *
 * <pre>
 *  0          8         12           16            24         32      40         48       52
 * +----------+---------+------------+-------------+----------+-------+----------+--------+--------------------
 * | MLESHIST | version | name bytes | first frame | left out | epoch | messages | CRC-32C| channel name, UTF-8
 * +----------+---------+------------+-------------+----------+-------+----------+--------+--------------------
 * </pre>
 *
 * The CRC is that of the 48 bytes before it and the name behind it.
 *
 * @param channel    the channel of the frames
 * @param firstFrame number of frames that the channel had before
 * @param leftOut    number of its frames, from the first on, that are not in it any more: empty joins
 * @param before     position of the message before its first one
 */
record SegmentHeader(ChannelName channel, long firstFrame, long leftOut, Position before) {
    static final int FIXED_SIZE = 52;
    static final int VERSION = 2;

    private static final byte[] MAGIC = "MLESHIST".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION_OFFSET = 8;
    private static final int NAME_SIZE_OFFSET = 12;
    private static final int FIRST_FRAME_OFFSET = 16;
    private static final int LEFT_OUT_OFFSET = 24;
    private static final int EPOCH_OFFSET = 32;
    private static final int MESSAGES_OFFSET = 40;
    private static final int CRC_OFFSET = 48;

    ByteBuffer encode() {
        byte[] name = channel.text().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(FIXED_SIZE + name.length);
        out.put(MAGIC).putInt(VERSION).putInt(name.length).putLong(firstFrame).putLong(leftOut)
                .putLong(before.epoch()).putLong(before.number()).putInt(0).put(name).flip();
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
        return new SegmentHeader(new ChannelName(name), all.getLong(FIRST_FRAME_OFFSET), all.getLong(LEFT_OUT_OFFSET),
                new Position(all.getLong(EPOCH_OFFSET), all.getLong(MESSAGES_OFFSET)));
    }

    /**
     * {@return whether a file holds no more than a beginning of a header for this channel and frame, or nothing, and zeros: it was not
     * finished} The position in it is not known.
     */
    static boolean isUnfinishedIn(FileChannel in, ChannelName channel, long firstFrame) throws IOException {
        ByteBuffer whole = new SegmentHeader(channel, firstFrame, 0, Position.START).encode();
        ByteBuffer seen = read(in, 0, (int) Math.min(in.size(), whole.limit()));
        int end = seen.limit();
        while (end > 0 && seen.get(end - 1) == 0) {
            end--;
        }
        int same = seen.slice(0, Math.min(end, EPOCH_OFFSET)).mismatch(whole.slice(0, EPOCH_OFFSET));
        return (same < 0 || same == Math.min(end, EPOCH_OFFSET)) && SegmentReader.isZeroFrom(in, seen.limit())
                && (seen.limit() < whole.limit() || seen.getInt(CRC_OFFSET) != crc(seen));
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
