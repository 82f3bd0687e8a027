package mles.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistoryReport;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.Retention;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All channels of one directory. */
final class FileStore implements HistoryStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

    private final HistorySettings settings;
    private final InstantSource clock;
    private final SegmentSizes sizes;
    private final StoreFolder folder;
    private final OpenFiles files;
    private final DiskUse use;
    private final Writer writer;
    /** By the name of their folder. */
    private final Map<String, FileHistory> open = new ConcurrentHashMap<>();
    /** What could not be given up, and the log has told. For the writer. */
    private final Set<Path> kept = new HashSet<>();

    FileStore(Path root, HistorySettings settings, InstantSource clock) {
        this(root, settings, clock, SegmentSizes.USUAL);
    }

    FileStore(Path root, HistorySettings settings, InstantSource clock, SegmentSizes sizes) {
        this.settings = settings;
        this.clock = clock;
        this.sizes = sizes;
        this.folder = new StoreFolder(root);
        this.files = new OpenFiles(settings.sync());
        this.use = new DiskUse(folder.channels(), settings.diskLimit());
        this.writer = new Writer(files, settings.sync());
    }

    @Override
    public void start() throws IOException {
        if (settings.readOnly()) {
            folder.check();
        } else {
            folder.take();
            writer.start(() -> use.keepWithin(this::drop), this::expire);
        }
    }

    @Override
    public ChannelHistory open(ChannelName channel, Retention keep) {
        Path path = folder.channels().resolve(FolderName.of(channel));
        FileHistory history = new FileHistory(channel, path, keep, settings.readOnly(), clock, writer,
                new ChannelFiles(channel, path, keep, sizes, files, use), () -> open.remove(name(path)));
        if (open.putIfAbsent(name(path), history) != null) {
            throw new IllegalStateException("this channel is open already");
        }
        return history;
    }

    @Override
    public Stream<ChannelName> channels() throws IOException {
        return folder.channelFolders().stream().flatMap(path -> {
            try {
                return StoreFolder.nameOf(path).stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public void verify(HistoryReport report) throws IOException {
        for (Path path : folder.channelFolders()) {
            try {
                Optional<ChannelName> name = StoreFolder.nameOf(path);
                if (name.isPresent()) {
                    verify(name.get(), path, report);
                }
            } catch (IOException e) {
                report.problem(path.toString(), String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
        folder.close();
    }

    private static void verify(ChannelName name, Path path, HistoryReport report) throws IOException {
        Deque<Segment> run = new Recovery(name, path, true, (file, what) -> report.problem(file.toString(), what))
                .run();
        try (Stream<Path> all = Files.list(path)) {
            all.filter(file -> Segment.firstFrame(name(file)) < 0 && !file.equals(Compaction.unfinished(path))).sorted()
                    .forEach(file -> report.problem(file.toString(), "set aside, or not a file of this store"));
        }
        Amount all = Amount.of(run);
        report.channel(name, all.frames(), all.bytes());
    }

    private void expire() throws IOException {
        if (!settings.maxAge().equals(HistorySettings.FOR_EVER)) {
            new Expiry(folder, settings.maxAge(), clock).run(this::drop);
        }
    }

    /** Gives up a segment. */
    private void drop(Path file) {
        open.compute(name(Objects.requireNonNull(file.getParent())), (channel, history) -> {
            try {
                if (history == null) {
                    delete(file);
                } else {
                    history.drop(file);
                }
            } catch (IOException e) {
                // It stays, and those behind it get their turn.
                if (kept.add(file)) {
                    LOG.warn("a file of the history cannot be given up: {}", e.getMessage());
                }
            }
            return history;
        });
    }

    /** What cannot be read is not deleted. */
    private static void delete(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            SegmentHeader.read(in, file);
        }
        Files.delete(file);
        try {
            Files.delete(Objects.requireNonNull(file.getParent()));
        } catch (DirectoryNotEmptyException e) {
            // there is more of this channel
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
