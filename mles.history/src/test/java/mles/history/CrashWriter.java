package mles.history;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import mles.protocol.ChannelName;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.server.spi.Retention;
import mles.testkit.jqwik.StoreAnswer;
import mles.testkit.jqwik.StoreFrames;
import mles.testkit.jqwik.Stores;

/**
 * The program that {@link CrashTest} kills: goes on where each channel ended, appends numbered messages for ever, and says
 * which are stored.
 */
final class CrashWriter {
    static final int CHANNELS = 3;
    static final Retention KEEP = new Retention(500, 1 << 20, Duration.ZERO);

    private CrashWriter() {
    }

    /**
     * Runs until it is killed.
     *
     * @param args the directory, and {@code always} or something else
     */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true);
        HistorySync sync = Stores.sync(args[1]);
        HistoryStore store = store(Path.of(args[0]), sync, false);
        Random random = new Random();
        ChannelHistory[] channels = new ChannelHistory[CHANNELS];
        long[] next = new long[CHANNELS];
        for (int i = 0; i < CHANNELS; i++) {
            int channel = i;
            channels[i] = store.open(new ChannelName("c" + i), KEEP);
            channels[i].load((frame, time) -> {
                next[channel] = number(StoreFrames.bytes(frame)) + 1;
                return true;
            });
        }
        while (true) {
            int channel = random.nextInt(CHANNELS);
            long number = next[channel]++;
            List<byte[]> frame = List.of(message(number, random.nextInt(3000)));
            StoreAnswer answers = new StoreAnswer() {
                @Override
                public void stored() {
                    out.println(channel + " " + number);
                    super.stored();
                }
            };
            channels[channel].append(StoreFrames.buffer(frame), 1, answers);
            if (random.nextInt(20) == 0) {
                answers.await();
            }
        }
    }

    static HistoryStore store(Path root, HistorySync sync, boolean readOnly) throws Exception {
        HistoryStore store = new FileStore(root, new HistorySettings("", sync, 0, readOnly), InstantSource.system(),
                new SegmentSizes(100_000, 400_000));
        store.start();
        return store;
    }

    static byte[] message(long number, int bytes) {
        return StoreFrames.message(number + " ", bytes);
    }

    /** {@return the number that a message was made with} */
    static long number(byte[] frame) {
        ByteBuffer payload = ByteBuffer.wrap(frame).slice(Header.SIZE, frame.length - Header.SIZE);
        String text = Message.decode(payload).text();
        return Long.parseLong(text.substring(0, text.indexOf(' ')));
    }
}
