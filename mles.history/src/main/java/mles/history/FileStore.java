package mles.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
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
    private final Privacy privacy;
    private final OpenFiles files;
    private final DiskUse use;
    private final Writer writer;
    /** By the name of their folder. */
    private final Map<String, FileHistory> open = new ConcurrentHashMap<>();
    private final Expiry expiry;
    /** Places of which the log has told that they cannot be read or given up. For the writer. */
    private final Set<Path> told = new HashSet<>();

    FileStore(Path root, HistorySettings settings, InstantSource clock) {
        this(root, settings, clock, SegmentSizes.USUAL);
    }

    FileStore(Path root, HistorySettings settings, InstantSource clock, SegmentSizes sizes) {
        this.settings = settings;
        this.clock = clock;
        this.sizes = sizes;
        this.folder = new StoreFolder(root);
        this.privacy = new Privacy(folder);
        this.files = new OpenFiles(folder, settings.sync());
        this.use = new DiskUse(folder, settings.diskLimit(), this::stays);
        this.expiry = new Expiry(folder, settings.maxAge(), clock, this::stays);
        this.writer = new Writer(files, settings.sync());
    }

    @Override
    public void start() throws IOException {
        try {
            if (settings.readOnly()) {
                folder.check();
            } else {
                folder.take();
                privacy.closeTop();
                writer.start(() -> use.keepWithin(this::drop), this::tidy);
            }
        } catch (IOException e) {
            throw FileFaults.named(e);
        }
    }

    @Override
    public ChannelHistory open(ChannelName channel, Retention keep) throws IOException {
        folder.checkTaken();
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
        List<ChannelName> names = new ArrayList<>();
        List<IOException> nameless = new ArrayList<>(0);
        for (Path path : channelFolders()) {
            try {
                StoreFolder.nameOf(path).ifPresent(names::add);
            } catch (IOException e) {
                nameless.add(FileFaults.named(e));
            }
        }
        return Stream.concat(names.stream(), nameless.stream().map(fault -> {
            throw new UncheckedIOException(fault);
        }));
    }

    @Override
    public void verify(HistoryReport report) throws IOException {
        for (Path path : channelFolders()) {
            try {
                Optional<ChannelName> name = StoreFolder.nameOf(path);
                if (name.isPresent()) {
                    verify(name.get(), path, report);
                }
            } catch (IOException e) {
                report.problem(path.toString(), FileFaults.text(e));
            }
        }
    }

    @Override
    public void close() throws IOException {
        writer.end();
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

    private void tidy() throws IOException {
        privacy.closeBelow();
        if (!settings.maxAge().equals(HistorySettings.FOR_EVER)) {
            expiry.run(this::drop);
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
                // Those behind it get their turn.
                stays(file, e);
            }
            return history;
        });
    }

    private void stays(Path place, IOException cause) {
        if (told.add(place)) {
            LOG.warn("history-drop-failed: old files stay, cause={}", FileFaults.text(cause));
        }
    }

    private List<Path> channelFolders() throws IOException {
        try {
            return folder.channelFolders();
        } catch (IOException e) {
            throw FileFaults.named(e);
        }
    }

    /** Deletes a file; one that cannot be read stays. */
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
