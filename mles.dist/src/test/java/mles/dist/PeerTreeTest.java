package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A tree of three levels under steady publishing from every server, while cables are cut and servers restarted at random.
 * Longer with {@code -Dmles.tree.seconds}, other dice with {@code -Dmles.tree.seed}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class PeerTreeTest {
    private static final int SECONDS = Integer.getInteger("mles.tree.seconds", 6);
    private static final long SEED = Long.getLong("mles.tree.seed", 1);
    /** The number of servers below each one: 3 makes 13 servers. */
    private static final int WIDTH = Integer.getInteger("mles.tree.width", 2);
    private static final int CHANNELS = Integer.getInteger("mles.tree.channels", 5);
    private static final int HISTORY = Integer.getInteger("mles.tree.history", 1_000_000);
    private static final int SMALL_HISTORY = Integer.getInteger("mles.tree.small", 0);
    /** Messages a second from each client. */
    private static final int RATE = Integer.getInteger("mles.tree.rate", 20);
    private static final boolean RESTARTS = !Boolean.getBoolean("mles.tree.cutsonly");

    private static final Duration PAUSE = Duration.ofMillis(700);

    @Test
    void everyClientThatStaysHasEachFrameOnce() throws IOException {
        try (PeerTree tree = new PeerTree(Transport.AUTO, WIDTH, CHANNELS, HISTORY)) {
            endure(tree);
            tree.awaitEnds();
            tree.awaitQuiet();
            System.out.println(tree.summary());
            assertEquals(List.of(), tree.faults());
            assertEquals(0, tree.excessGaps(), "gaps though nothing was lost");
            assertEquals(new TreeMap<>(), tree.differingHistories());
        }
    }

    /** Only when asked for: {@code -Dmles.tree.small=30}. */
    @Test
    @EnabledIfSystemProperty(named = "mles.tree.small", matches = "\\d+")
    void whatASmallHistoryLosesHasAName() throws IOException {
        try (PeerTree tree = new PeerTree(Transport.AUTO, WIDTH, CHANNELS, SMALL_HISTORY)) {
            endure(tree);
            tree.awaitQuiet();
            List<String> unnamed = tree.unnamedLosses();
            System.out.println(tree.summary());
            assertEquals(List.of(), unnamed);
        }
    }

    private static void endure(PeerTree tree) throws IOException {
        Random random = new Random(SEED);
        tree.publishAt(RATE);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(random.nextLong(PAUSE.toNanos()));
            tree.harm(random, RESTARTS);
        }
        tree.mendAll();
        tree.stopPublishing();
    }
}
