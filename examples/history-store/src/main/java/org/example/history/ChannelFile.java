package org.example.history;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import mles.protocol.ChannelName;
import mles.protocol.Header;

/**
 * The file of one channel: the format, the channel's name, and then for each frame its time, its length, and the frame itself.
 * The last record may be cut, when the server was killed while it wrote; it was not answered for, and does not count.
 */
final class ChannelFile {
    private static final int FORMAT = 1;
    private static final int RECORD_HEAD = Long.BYTES + Integer.BYTES;

    private final Path path;
    private final ChannelName channel;

    ChannelFile(Path path, ChannelName channel) {
        this.path = path;
        this.channel = channel;
    }

    static ChannelName nameIn(Path path) throws IOException {
        try (DataInputStream in = open(path)) {
            return readName(in, path);
        }
    }

    /** {@return all frames, oldest first} */
    List<StoredFrame> read() throws IOException {
        List<StoredFrame> frames = new ArrayList<>();
        try (DataInputStream in = open(path)) {
            readName(in, path);
            while (true) {
                long time = in.readLong();
                int length = in.readInt();
                if (length <= Header.SIZE || length > Header.SIZE + Header.MAX_PAYLOAD) {
                    throw new IOException(path + ": damaged, a frame of " + length + " bytes");
                }
                byte[] frame = new byte[length];
                in.readFully(frame);
                frames.add(new StoredFrame(time, ByteBuffer.wrap(frame).asReadOnlyBuffer()));
            }
        } catch (EOFException e) {
            return frames;
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** {@return whether there is more than {@code frames}, which were read: a record that was cut} */
    boolean isCut(List<StoredFrame> frames) throws IOException {
        return !frames.isEmpty() && Files.size(path) > sizeWith(frames);
    }

    /** {@return the size of the file when it holds {@code frames}} */
    long sizeWith(List<StoredFrame> frames) throws IOException {
        return head().length + frames.stream().mapToLong(frame -> RECORD_HEAD + frame.size()).sum();
    }

    /**
     * Adds whole frames, which are stored now.
     *
     * @return the size of the file
     */
    long append(ByteBuffer frames, boolean safe) throws IOException {
        if (!Files.exists(path)) {
            replace(List.of());
        }
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(records);
        long now = System.currentTimeMillis();
        for (int at = frames.position(); at < frames.limit();) {
            int size = Header.frameSize(frames, at);
            write(out, new StoredFrame(now, frames.slice(at, size)));
            at += size;
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.APPEND)) {
            ByteBuffer all = ByteBuffer.wrap(records.toByteArray());
            while (all.hasRemaining()) {
                file.write(all);
            }
            if (safe) {
                file.force(false);
            }
            return file.size();
        }
    }

    /** Begins anew with {@code frames} only. */
    void replace(List<StoredFrame> frames) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(next)))) {
            out.write(head());
            for (StoredFrame frame : frames) {
                write(out, frame);
            }
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    private byte[] head() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(FORMAT);
        out.writeUTF(channel.text());
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, StoredFrame stored) throws IOException {
        byte[] frame = new byte[stored.size()];
        stored.frame().get(stored.frame().position(), frame);
        out.writeLong(stored.time());
        out.writeInt(frame.length);
        out.write(frame);
    }

    private static DataInputStream open(Path path) throws IOException {
        return new DataInputStream(new BufferedInputStream(Files.newInputStream(path)));
    }

    private static ChannelName readName(DataInputStream in, Path path) throws IOException {
        int format = in.readInt();
        if (format != FORMAT) {
            throw new IOException(path + ": format " + format + ", this store knows format " + FORMAT);
        }
        return new ChannelName(in.readUTF());
    }
}
