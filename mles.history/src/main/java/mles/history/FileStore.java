package mles.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistoryReport;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.Retention;

/** All channels of one directory. */
final class FileStore implements HistoryStore {
    private final HistorySettings settings;
    private final InstantSource clock;
    private final SegmentSizes sizes;
    private final StoreFolder folder;
    private final OpenFiles files;
    private final DiskUse use;
    private final Writer writer;
    /** By the name of their folder. */
    private final Map<String, FileHistory> open = new ConcurrentHashMap<>();

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
            writer.start(() -> use.keepWithin(this::drop));
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
        return folders().stream().flatMap(path -> {
            try {
                return nameOf(path).stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public void verify(HistoryReport report) throws IOException {
        for (Path path : folders()) {
            try {
                Optional<ChannelName> name = nameOf(path);
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
            all.filter(file -> Segment.firstFrame(name(file)) < 0).sorted()
                    .forEach(file -> report.problem(file.toString(), "set aside, or not a file of this store"));
        }
        report.channel(name, run.stream().mapToLong(Segment::frames).sum(),
                run.stream().mapToLong(Segment::bytes).sum());
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(folder.channels())) {
            return all.filter(Files::isDirectory).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** {@return the channel whose folder this is, nothing where there is nothing in it} */
    private static Optional<ChannelName> nameOf(Path path) throws IOException {
        List<Path> segments = Recovery.newestFirst(path);
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        Optional<ChannelName> decoded = FolderName.decode(name(path));
        if (decoded.isPresent()) {
            return decoded;
        }
        try (FileChannel in = FileChannel.open(segments.getLast(), StandardOpenOption.READ)) {
            return Optional.of(SegmentHeader.read(in, segments.getLast()).channel());
        }
    }

    /** Gives up a segment for the disk limit. */
    private void drop(Path file) {
        open.compute(name(Objects.requireNonNull(file.getParent())), (channel, history) -> {
            try {
                if (history == null) {
                    delete(file);
                } else {
                    history.drop(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
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
