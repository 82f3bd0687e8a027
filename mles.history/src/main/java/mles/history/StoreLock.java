package mles.history;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps other servers out of a store by locks on files in it. A file that is locked must be neither read nor opened a second
 * time in this JVM: the system would forget the lock with the first of them that is closed.
 */
final class StoreLock implements AutoCloseable {
    /** The stores that are locked by this JVM. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path root;
    private final Path real;
    private final List<FileChannel> files = new ArrayList<>(2);

    private StoreLock(Path root, Path real) {
        this.root = root;
        this.real = real;
    }

    /** Takes the store at {@code root} from all others in this JVM. */
    static StoreLock of(Path root) throws IOException {
        StoreLock lock = new StoreLock(root, root.toRealPath());
        if (!HELD.add(lock.real)) {
            throw lock.inUse();
        }
        return lock;
    }

    /** {@return whether this JVM has locked the store at {@code root}} */
    static boolean isHeld(Path root) throws IOException {
        return Files.exists(root) && HELD.contains(root.toRealPath());
    }

    /** Locks one more file, which is created where it is not there. */
    void add(Path file) throws IOException {
        FileAttribute<?>[] rights = OwnerOnly.file(file);
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                rights);
        files.add(channel);
        try {
            if (channel.tryLock() == null) {
                throw inUse();
            }
        } catch (OverlappingFileLockException e) {
            throw inUse();
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel file : files) {
            file.close();
        }
        HELD.remove(real);
    }

    private IOException inUse() {
        return new IOException(root + ": another server uses it");
    }
}
