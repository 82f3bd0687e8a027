package mles.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a store to the other users of the machine. A store that this program has made is closed from the beginning; an older
 * one, or a copy, may be open. Once the folders at the top are closed, nothing below can be reached.
 */
final class Privacy {
    private static final Logger LOG = LoggerFactory.getLogger(Privacy.class);

    private final StoreFolder folder;
    private boolean belowIsOpen;
    private int closed;
    private @Nullable IOException failure;

    Privacy(StoreFolder folder) {
        this.folder = folder;
    }

    /** Closes the top, which takes no time. */
    void closeTop() {
        folder.own().forEach(this::close);
        belowIsOpen = closed > 0 || failure != null;
    }

    /** Closes what is below, if it was open, and warns of that. */
    void closeBelow() throws IOException {
        if (!belowIsOpen) {
            return;
        }
        belowIsOpen = false;
        for (Path channel : folder.channelFolders()) {
            close(channel);
            try (Stream<Path> files = Files.list(channel)) {
                files.filter(Files::isRegularFile).forEach(this::close);
            } catch (IOException e) {
                failure = e;
            }
        }
        if (closed > 0) {
            LOG.warn("history-closed: other users of the machine had access, store={}, entries={}", folder.root(),
                    closed);
        }
        if (failure != null) {
            LOG.warn("history-open: other users of the machine may have access, cause={}", FileFaults.text(failure));
        }
    }

    private void close(Path path) {
        try {
            closed += OwnerOnly.restrict(path) ? 1 : 0;
        } catch (IOException e) {
            failure = e;
        }
    }
}
