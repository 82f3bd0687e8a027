package mles.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import mles.protocol.ChannelName;

/** Gives up segments of which everything is too old, those of channels that nobody uses as well. For the writer. */
final class Expiry {
    private final StoreFolder folder;
    private final Function<ChannelName, Duration> maxAge;
    private final InstantSource clock;

    Expiry(StoreFolder folder, Function<ChannelName, Duration> maxAge, InstantSource clock) {
        this.folder = folder;
        this.maxAge = maxAge;
        this.clock = clock;
    }

    /** @param drop deletes a segment, or leaves it */
    void run(Consumer<Path> drop) throws IOException {
        for (Path channel : folder.channelFolders()) {
            Optional<ChannelName> name = StoreFolder.nameOf(channel);
            Duration most = name.map(maxAge).orElse(Duration.ZERO);
            if (!most.isZero()) {
                drop(channel, clock.millis() - most.toMillis(), drop);
            }
        }
    }

    private static void drop(Path channel, long before, Consumer<Path> drop) throws IOException {
        for (Path file : Recovery.newestFirst(channel).reversed()) {
            try {
                if (Files.getLastModifiedTime(file).toMillis() >= before) {
                    return;
                }
            } catch (NoSuchFileException e) {
                continue; // gone meanwhile
            }
            drop.accept(file);
        }
    }
}
