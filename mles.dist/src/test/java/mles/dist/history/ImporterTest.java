package mles.dist.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.spi.Ack;
import mles.server.spi.ChannelHistory;
import mles.server.spi.FrameSink;
import mles.server.spi.HistoryReport;
import mles.server.spi.HistoryStore;
import mles.server.spi.Retention;
import org.junit.jupiter.api.Test;

class ImporterTest {
    private static final ChannelName LAB = new ChannelName("lab");
    private static final Frame FRAME = Frame.of(new ConnectionId(1), 2, Message.of("bob", "lab", "hello"));

    @Test
    void endsWhenTheStoreTakesNothing() {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            try (Importer importer = new Importer(new FullStore())) {
                importer.add(LAB, FRAME);
                IOException told = assertThrows(IOException.class, () -> importer.add(LAB, FRAME));
                assertEquals("no space left", told.getMessage());
            }
        });
    }

    /** Its disk is full. */
    private static final class FullStore implements HistoryStore, ChannelHistory {
        @Override
        public void start() {
        }

        @Override
        public ChannelHistory open(ChannelName channel, Retention keep) {
            return this;
        }

        @Override
        public Stream<ChannelName> channels() {
            return Stream.empty();
        }

        @Override
        public void verify(HistoryReport report) {
        }

        @Override
        public void load(FrameSink sink) {
        }

        @Override
        public void append(ByteBuffer frames, int count, Ack ack) {
            ack.failed(new IOException("no space left"));
        }

        @Override
        public void clear() {
        }

        @Override
        public void close() {
        }
    }
}
