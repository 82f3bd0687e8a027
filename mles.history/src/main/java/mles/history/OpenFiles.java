package mles.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mles.server.spi.HistorySync;
import org.jspecify.annotations.Nullable;

/**
 * The files that were written to last, open, and which of them are not known to be on disk. So any number of channels
 * needs few open files. For the writer.
 */
final class OpenFiles {
    private static final int MOST = 200;

    private final boolean safe;
    private final Map<Path, FileChannel> open = new LinkedHashMap<>(16, 0.75f, true);
    /** Files, and folders in which some were created, with whose records those are. */
    private final Map<Path, ChannelFiles> dirty = new HashMap<>();
    private final Map<ChannelFiles, IOException> unsafe = new HashMap<>(0);

    OpenFiles(HistorySync sync) {
        this.safe = sync.mode() != HistorySync.Mode.NONE;
    }

    /** Creates a file with a first content. */
    void create(Path file, ByteBuffer content, ChannelFiles owner) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        opened(file, channel);
        try {
            write(file, channel, 0, owner, content);
            if (safe) {
                dirty.put(folder(file), owner);
            }
        } catch (IOException e) {
            forget(file);
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Creates a folder, if it is not there. */
    void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (safe) {
                forceFolder(folder(folder));
            }
        }
    }

    /** Writes at {@code position}, which is the end; a file that cannot take all of it is as before, if that is possible. */
    void append(Path file, long position, ChannelFiles owner, ByteBuffer... content) throws IOException {
        FileChannel channel = open.get(file);
        if (channel == null) {
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
            opened(file, channel);
        }
        write(file, channel, position, owner, content);
    }

    /** Makes everything written so far safe; whose records are not hears of it. */
    void force() {
        List<Path> files = new ArrayList<>(dirty.keySet());
        files.forEach(this::force);
    }

    /** {@return why something of {@code owner} could not be made safe, null when nothing is wrong} */
    @Nullable
    IOException whyUnsafe(ChannelFiles owner) {
        return unsafe.get(owner);
    }

    /** All have heard of what is not safe. */
    void forgetUnsafe() {
        unsafe.clear();
    }

    /** Closes a file, or a folder; what was written to it is made safe before, or its owner hears that it is not. */
    void close(Path file) {
        force(file);
        FileChannel channel = open.remove(file);
        if (channel != null) {
            closeQuietly(channel);
        }
    }

    /** Closes a file, or a folder, that is to be deleted. */
    void forget(Path file) {
        dirty.remove(file);
        close(file);
    }

    void close() {
        force();
        open.values().forEach(OpenFiles::closeQuietly);
        open.clear();
    }

    private void opened(Path file, FileChannel channel) {
        open.put(file, channel);
        if (open.size() > MOST) {
            Iterator<Path> oldest = open.keySet().iterator();
            close(oldest.next());
        }
    }

    private void write(Path file, FileChannel channel, long position, ChannelFiles owner, ByteBuffer... content)
            throws IOException {
        try {
            channel.position(position);
            long left = 0;
            for (ByteBuffer part : content) {
                left += part.remaining();
            }
            while (left > 0) {
                left -= channel.write(content);
            }
        } catch (IOException e) {
            cutBack(channel, position, e);
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        if (safe) {
            dirty.put(file, owner);
        }
    }

    private static void cutBack(FileChannel channel, long position, IOException cause) {
        try {
            channel.truncate(position);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void force(Path path) {
        ChannelFiles owner = dirty.remove(path);
        if (owner == null) {
            return;
        }
        try {
            FileChannel file = open.get(path);
            if (file == null) {
                forceFolder(path);
            } else {
                file.force(false);
            }
        } catch (IOException e) {
            IOException failure = new IOException(path + ": " + e.getMessage(), e);
            unsafe.put(owner, failure);
            owner.fail(failure);
        }
    }

    /** What was created in a folder is there after a loss of power only then. */
    static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // what it had is written, or its owner has heard that it is not
        }
    }
}
