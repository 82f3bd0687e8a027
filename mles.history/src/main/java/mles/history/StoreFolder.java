package mles.history;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a store: {@code format} says what it is, {@code lock} keeps a second server out, as a lock on
 * {@code format} does where that one was deleted, {@code channels} has a folder for each channel.
 */
final class StoreFolder implements AutoCloseable {
    private static final String FORMAT = "mles history, format 2\n";
    private static final String FORMAT_FILE = "format";
    private static final String LOCK_FILE = "lock";
    /** Entries of a volume on which nothing was ever stored; those that begin with a dot besides. */
    private static final Set<String> OF_THE_SYSTEM = Set.of("lost+found", "System Volume Information", "$RECYCLE.BIN",
            "@eaDir", "#recycle", "#snapshot");

    private final Path root;
    private @Nullable StoreLock lock;
    private volatile @Nullable FileIdentity taken;

    StoreFolder(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    Path channels() {
        return root.resolve("channels");
    }

    /** {@return everything of the store but the folders of channels} */
    List<Path> own() {
        return List.of(root, root.resolve(LOCK_FILE), format(), channels());
    }

    /** {@return the folders of channels} */
    List<Path> channelFolders() throws IOException {
        try (Stream<Path> all = Files.list(channels())) {
            return all.filter(Files::isDirectory).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /**
     * {@return the channel whose folder this is, nothing where there is nothing in it}
     *
     * @throws IOException when nothing in it can tell
     */
    static Optional<ChannelName> nameOf(Path channel) throws IOException {
        List<Path> segments = Recovery.newestFirst(channel);
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        Optional<ChannelName> decoded = FolderName.decode(channel.getFileName().toString());
        if (decoded.isPresent()) {
            return decoded;
        }
        IOException unreadable = new IOException(channel + ": nothing here names the channel");
        for (Path segment : segments) {
            try (FileChannel in = FileChannel.open(segment, StandardOpenOption.READ)) {
                return Optional.of(SegmentHeader.read(in, segment).channel());
            } catch (IOException e) {
                unreadable = e;
            }
        }
        throw unreadable;
    }

    /** Looks whether there is a store. */
    void check() throws IOException {
        if (!StoreLock.isHeld(root)) {
            checkFormat();
        }
    }

    /** Takes it for this server alone, and makes a new store where there is nothing. */
    void take() throws IOException {
        createRoot();
        lock = StoreLock.of(root);
        try {
            lock.add(root.resolve(LOCK_FILE));
            if (!Files.exists(format())) {
                create();
            }
            checkFormat();
            lock.add(format());
            taken = FileIdentity.of(format());
            Files.createDirectories(channels(), OwnerOnly.folder(root));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Looks whether the store that was taken is still here.
     *
     * @throws IOException when it is not: it was moved or deleted, and what is written here would be part of no store
     */
    void checkTaken() throws IOException {
        FileIdentity expected = taken;
        if (expected != null && !expected.isAt(format())) {
            throw new IOException(root + ": expected the store that was opened here, was another one or none");
        }
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }

    private void createRoot() throws IOException {
        Path parent = root.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectories(root, OwnerOnly.folder(root));
    }

    private void checkFormat() throws IOException {
        if (!Files.exists(format())) {
            throw new IOException(root + ": no history is stored here");
        }
        String seen = Files.readString(format());
        if (!seen.equals(FORMAT)) {
            throw new IOException(
                    format() + ": \"" + seen.strip() + "\", this program knows \"" + FORMAT.strip() + "\"");
        }
    }

    private void create() throws IOException {
        Path temporary = root.resolve(FORMAT_FILE + ".new");
        try (Stream<Path> files = Files.list(root)) {
            if (!files.allMatch(file -> file.endsWith(LOCK_FILE) || file.equals(temporary) || isOfTheSystem(file))) {
                throw new IOException(root + ": not empty, and no history is stored here");
            }
        }
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, OwnerOnly.file(root));
        Files.writeString(temporary, FORMAT);
        Files.move(temporary, format(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean isOfTheSystem(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") || OF_THE_SYSTEM.contains(name);
    }

    private Path format() {
        return root.resolve(FORMAT_FILE);
    }
}
