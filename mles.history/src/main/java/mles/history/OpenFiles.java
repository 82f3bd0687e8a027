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
import java.util.Set;
import mles.server.spi.HistorySync;
import org.jspecify.annotations.Nullable;

/**
 * The files that were written to last, open, and which of them are not known to be on disk. So any number of channels
 * needs few open files. A file that is no longer where it was opened, because it was deleted or moved, takes bytes as
 * before, and all that is written to it is lost: so each file written to is looked for by its name. For the writer.
 */
final class OpenFiles {
    private static final int MOST = 200;

    private final StoreFolder store;
    private final boolean safe;
    private final Map<Path, OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);
    /** Files that were written to since {@link #checkPlaces}, with whose records those are. */
    private final Map<Path, ChannelFiles> touched = new HashMap<>();
    /** Files, and folders in which some were created, with whose records those are. */
    private final Map<Path, ChannelFiles> dirty = new HashMap<>();
    private final Map<ChannelFiles, IOException> lost = new HashMap<>(0);

    private record OpenFile(FileChannel channel, FileIdentity identity) {
    }

    OpenFiles(StoreFolder store, HistorySync sync) {
        this.store = store;
        this.safe = sync.mode() != HistorySync.Mode.NONE;
    }

    /** Creates a file with a first content. */
    void create(Path file, ByteBuffer content, ChannelFiles owner) throws IOException {
        FileChannel channel = FileChannel.open(file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerOnly.file(file));
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

    /** Creates a folder of the store, if it is not there. */
    void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            store.checkTaken();
            Files.createDirectories(folder, OwnerOnly.folder(folder));
            if (safe) {
                forceFolder(folder(folder));
            }
        }
    }

    /** Writes at {@code position}, which is the end; a file that cannot take all of it is as before, if that is possible. */
    void append(Path file, long position, ChannelFiles owner, ByteBuffer... content) throws IOException {
        OpenFile known = open.get(file);
        FileChannel channel = known == null ? FileChannel.open(file, StandardOpenOption.WRITE) : known.channel();
        if (known == null) {
            opened(file, channel);
        }
        write(file, channel, position, owner, content);
    }

    /** Looks whether everything written to is still in its place; whose records are not hears of it. */
    void checkPlaces() {
        touched.forEach((file, owner) -> {
            try {
                OpenFile known = open.get(file);
                if (known != null && !known.identity().isAt(file)) {
                    throw new IOException(file + ": expected the file that is written to, was another one or none");
                }
            } catch (IOException e) {
                lost(owner, e);
            }
        });
        touched.clear();
    }

    /** Makes everything written so far safe; whose records are not hears of it. */
    void force() {
        List<Path> files = new ArrayList<>(dirty.keySet());
        files.forEach(this::force);
    }

    /** {@return why something that {@code owner} wrote is not stored, null when nothing is wrong} */
    @Nullable
    IOException whyLost(ChannelFiles owner) {
        return lost.get(owner);
    }

    /** All have heard of what is lost. */
    void forgetLost() {
        lost.clear();
    }

    /** Closes a file, or a folder; what was written to it is made safe before, or its owner hears that it is not. */
    void close(Path file) {
        force(file);
        OpenFile known = open.remove(file);
        if (known != null) {
            closeQuietly(known);
        }
    }

    /** Closes a file, or a folder, that is to be deleted. */
    void forget(Path file) {
        dirty.remove(file);
        touched.remove(file);
        close(file);
    }

    void close() {
        force();
        open.values().forEach(OpenFiles::closeQuietly);
        open.clear();
    }

    private void opened(Path file, FileChannel channel) throws IOException {
        try {
            open.put(file, new OpenFile(channel, FileIdentity.of(file)));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        if (open.size() > MOST) {
            checkPlaces();
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
        touched.put(file, owner);
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
            OpenFile file = open.get(path);
            if (file == null) {
                forceFolder(path);
            } else {
                file.channel().force(false);
            }
        } catch (IOException e) {
            lost(owner, new IOException(path + ": " + e.getMessage(), e));
        }
    }

    private void lost(ChannelFiles owner, IOException cause) {
        lost.put(owner, cause);
        owner.fail(cause);
    }

    /** Forces a folder to disk: only then do new files in it survive a loss of power. */
    static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    private static void closeQuietly(OpenFile file) {
        try {
            file.channel().close();
        } catch (IOException e) {
            // what it had is written, or its owner has heard that it is not
        }
    }
}
