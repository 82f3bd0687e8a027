package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mles.client.ServerAddress;
import mles.protocol.Frame;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The server of the image is killed under load and started again on its store: the history of each channel is a run
 * without a gap of what was published, and with {@code always} it has what any member had got, as far as the limit of
 * {@value #LIMIT} messages reaches. A kill ends the process, not the system: what a loss of power does is not tried here.
 * {@code -Dmles.kills=200 -Dtest.seconds=3600} makes a long run of it.
 */
class HistoryCrashIT {
    private static final int KILLS = Integer.getInteger("mles.kills", 3);
    private static final int LIMIT = 2000;
    private static final int CHANNELS = 3;
    private static final String END = "end";

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"always", "interval:1s"})
    void killedUnderLoad(String sync) throws Exception {
        Random random = new Random();
        long[] next = new long[CHANNELS];
        long[] got = new long[CHANNELS];
        Arrays.fill(got, -1);
        for (int kill = 0; kill < KILLS; kill++) {
            load(sync, kill, random, next, got);
            check(sync, kill, next, got);
        }
        assertTrue(next[0] > 0, "something was stored");
    }

    private void load(String sync, int round, Random random, long[] next, long[] got) throws Exception {
        List<Wire> readers = new ArrayList<>();
        List<Thread> publishers = new ArrayList<>();
        try (ImageProcess server = start(sync)) {
            InetSocketAddress address = address(server);
            for (int i = 0; i < CHANNELS; i++) {
                String channel = "c" + i;
                readers.add(Wire.connect(address).send(Frames.message("reader" + round, channel, "")));
                long from = next[i];
                Wire publisher = Wire.connect(address);
                publishers.add(Thread.startVirtualThread(() -> publish(publisher, channel, from)));
            }
            int enough = 1 + random.nextInt(3000);
            for (int i = 0; i < enough; i++) {
                note(readers.getFirst().next(), 0, got);
            }
        }
        for (int i = 0; i < CHANNELS; i++) {
            for (Frame frame : readers.get(i).untilEnd()) {
                note(frame, i, got);
            }
            readers.get(i).close();
            publishers.get(i).join();
        }
    }

    private void check(String sync, int round, long[] next, long[] got) throws Exception {
        try (ImageProcess server = start(sync)) {
            InetSocketAddress address = address(server);
            for (int i = 0; i < CHANNELS; i++) {
                String channel = "c" + i;
                List<Long> stored = new ArrayList<>();
                try (Wire late = Wire.connect(address).send(Frames.message("late" + round, channel, ""));
                        Wire last = Wire.connect(address)) {
                    String end = END + round;
                    last.send(Frames.message("last" + round, channel, end));
                    for (String text = late.nextText(); !text.equals(end); text = late.nextText()) {
                        if (isNumber(text)) {
                            stored.add(number(text));
                        }
                    }
                }
                for (int at = 1; at < stored.size(); at++) {
                    assertEquals(stored.get(at - 1) + 1, stored.get(at), "a run without a gap");
                }
                long last = stored.isEmpty() ? -1 : stored.getLast();
                long first = stored.isEmpty() ? 0 : stored.getFirst();
                assertTrue(first == 0 || stored.size() >= LIMIT - KILLS, stored.size() + " from " + first + " on");
                if (sync.equals("always")) {
                    assertTrue(last >= got[i], "a member had " + got[i] + ", stored is " + last);
                }
                next[i] = last + 1;
                got[i] = Math.min(got[i], last);
            }
            server.signal("TERM");
            assertEquals(0, server.end().exit());
        }
    }

    private static void publish(Wire wire, String channel, long from) {
        String padding = "x".repeat(500);
        try (wire) {
            for (long number = from;; number++) {
                wire.send(Frames.message("publisher", channel, number + " " + padding));
            }
        } catch (UncheckedIOException e) {
            // killed
        }
    }

    private ImageProcess start(String sync) throws Exception {
        return ImageProcess.start(Map.of("MLES_KEY", Frames.KEY), "server", "--listen", "tcp://127.0.0.1:0",
                "--history", "file:" + folder, "--history-sync", sync, "--history-limit", "" + LIMIT);
    }

    private static InetSocketAddress address(ImageProcess server) throws Exception {
        ServerAddress address = ServerAddress.parse(ServerProcess.address(server.line()));
        return new InetSocketAddress(address.host(), address.port());
    }

    private static void note(Frame frame, int channel, long[] got) {
        String text = Frames.text(frame);
        if (isNumber(text)) {
            got[channel] = Math.max(got[channel], number(text));
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && Character.isDigit(text.charAt(0));
    }

    private static long number(String text) {
        return Long.parseLong(text.substring(0, text.indexOf(' ')));
    }
}
