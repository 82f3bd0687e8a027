package org.example.history;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistoryReport;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.server.spi.Retention;

/** The store: a folder, and one thread that writes. */
final class FolderStore implements HistoryStore {
    private static final String SUFFIX = ".frames";

    private final Path folder;
    private final HistorySettings settings;
    private final ExecutorService writer = Executors
            .newSingleThreadExecutor(task -> Thread.ofPlatform().daemon().name("folder-history").unstarted(task));
    private FileChannel lock;

    FolderStore(Path folder, HistorySettings settings) {
        this.folder = folder;
        this.settings = settings;
    }

    /** Takes the folder, so that no two servers write into it. A tool that only reads takes nothing. */
    @Override
    public void start() throws IOException {
        if (settings.readOnly()) {
            if (!Files.isDirectory(folder)) {
                throw new IOException(folder + ": no history is stored here");
            }
            return;
        }
        Files.createDirectories(folder);
        lock = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(lock)) {
            lock.close();
            throw new IOException(folder + ": another server uses it");
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            FileLock taken = file.tryLock();
            return taken != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public ChannelHistory open(ChannelName channel, Retention keep) {
        boolean safe = settings.sync().mode() != HistorySync.Mode.NONE;
        return new FolderHistory(new ChannelFile(file(channel), channel), keep, settings.readOnly(), safe, writer);
    }

    @Override
    public Stream<ChannelName> channels() throws IOException {
        List<ChannelName> names = new ArrayList<>();
        for (Path file : files()) {
            names.add(ChannelFile.nameIn(file));
        }
        return names.stream();
    }

    @Override
    public void verify(HistoryReport report) throws IOException {
        for (Path file : files()) {
            try {
                ChannelName name = ChannelFile.nameIn(file);
                List<StoredFrame> frames = new ChannelFile(file, name).read();
                report.channel(name, frames.size(), frames.stream().mapToLong(StoredFrame::size).sum());
            } catch (IOException e) {
                report.problem(file.toString(), String.valueOf(e.getMessage()));
            }
        }
    }

    /** Waits for what is still being written. */
    @Override
    public void close() throws IOException {
        writer.close();
        if (lock != null) {
            lock.close();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    /** A channel may have any name, so the file has a digest of it; the name itself stands in the file. */
    private Path file(ChannelName channel) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(channel.text().getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(digest) + SUFFIX);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
