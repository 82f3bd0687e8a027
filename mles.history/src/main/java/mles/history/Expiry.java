package mles.history;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import mles.protocol.ChannelName;

/** Drops segments of which everything is too old, also those of unused channels. Thread: writer. */
final class Expiry {
    private final StoreFolder folder;
    private final Function<ChannelName, Duration> maxAge;
    private final InstantSource clock;
    private final SegmentTimes times = new SegmentTimes();
    private final BiConsumer<Path, IOException> unreadable;

    /** @param unreadable told of what cannot be read, and stays */
    Expiry(StoreFolder folder, Function<ChannelName, Duration> maxAge, InstantSource clock,
            BiConsumer<Path, IOException> unreadable) {
        this.folder = folder;
        this.maxAge = maxAge;
        this.clock = clock;
        this.unreadable = unreadable;
    }

    /** @param drop deletes a segment, or leaves it */
    void run(Consumer<Path> drop) throws IOException {
        for (Path channel : folder.channelFolders()) {
            try {
                Duration most = StoreFolder.nameOf(channel).map(maxAge).orElse(Duration.ZERO);
                if (!most.isZero()) {
                    drop(channel, clock.millis() - most.toMillis(), drop);
                }
            } catch (IOException e) {
                unreadable.accept(channel, e);
            }
        }
        times.endRound();
    }

    private void drop(Path channel, long before, Consumer<Path> drop) throws IOException {
        for (Path file : Recovery.newestFirst(channel).reversed()) {
            try {
                if (times.newest(file) >= before) {
                    return;
                }
                drop.accept(file);
            } catch (NoSuchFileException e) {
                // gone meanwhile
            } catch (IOException e) {
                unreadable.accept(file, e);
            }
        }
    }
}
