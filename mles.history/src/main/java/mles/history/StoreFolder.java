package mles.history;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a store: {@code format} says what it is, {@code lock} keeps a second server out, {@code channels} has a
 * folder for each channel.
 */
final class StoreFolder implements AutoCloseable {
    private static final String FORMAT = "mles history, format 1\n";
    private static final String FORMAT_FILE = "format";
    private static final String LOCK_FILE = "lock";
    /** Of this JVM: were the file opened and closed a second time, the system would forget the lock on it. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path root;
    private @Nullable FileChannel lock;
    private @Nullable Path held;

    StoreFolder(Path root) {
        this.root = root;
    }

    Path channels() {
        return root.resolve("channels");
    }

    /** {@return the folders of channels} */
    List<Path> channelFolders() throws IOException {
        try (Stream<Path> all = Files.list(channels())) {
            return all.filter(Files::isDirectory).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** {@return the channel whose folder this is, nothing where there is nothing in it} */
    static Optional<ChannelName> nameOf(Path channel) throws IOException {
        List<Path> segments = Recovery.newestFirst(channel);
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        Optional<ChannelName> decoded = FolderName.decode(channel.getFileName().toString());
        if (decoded.isPresent()) {
            return decoded;
        }
        try (FileChannel in = FileChannel.open(segments.getLast(), StandardOpenOption.READ)) {
            return Optional.of(SegmentHeader.read(in, segments.getLast()).channel());
        }
    }

    /** Looks whether there is a store. */
    void check() throws IOException {
        Path format = root.resolve(FORMAT_FILE);
        if (!Files.exists(format)) {
            throw new IOException(root + ": no history is stored here");
        }
        String seen = Files.readString(format);
        if (!seen.equals(FORMAT)) {
            throw new IOException(format + ": \"" + seen.strip() + "\", this program knows \"" + FORMAT.strip() + "\"");
        }
    }

    /** Takes it for this server alone, and makes a new store where there is nothing. */
    void take() throws IOException {
        Files.createDirectories(root);
        lock();
        try {
            if (!Files.exists(root.resolve(FORMAT_FILE))) {
                create();
            }
            check();
            Files.createDirectories(channels());
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
            lock = null;
        }
        if (held != null) {
            HELD.remove(held);
            held = null;
        }
    }

    private void lock() throws IOException {
        Path real = root.toRealPath();
        if (!HELD.add(real)) {
            throw inUse();
        }
        held = real;
        lock = FileChannel.open(root.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock taken = lock.tryLock();
        if (taken == null) {
            close();
            throw inUse();
        }
    }

    private void create() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            if (files.anyMatch(file -> !file.endsWith(LOCK_FILE) && !file.endsWith(temporary()))) {
                throw new IOException(root + ": not empty, and no history is stored here");
            }
        }
        Path temporary = root.resolve(temporary());
        Files.writeString(temporary, FORMAT);
        Files.move(temporary, root.resolve(FORMAT_FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    private IOException inUse() {
        return new IOException(root + ": another server uses it");
    }

    private static String temporary() {
        return FORMAT_FILE + ".new";
    }
}
