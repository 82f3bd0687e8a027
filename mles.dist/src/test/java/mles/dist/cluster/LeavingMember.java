package mles.dist.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mles.dist.Frames;
import mles.dist.Wire;
import mles.protocol.Receipt;

/** A member of one server that joins, says a few things, leaves in good order, and remembers what the receipt says. */
final class LeavingMember extends CrowdMember {
    private static final int TEXTS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

    private final InetSocketAddress server;
    private final List<String> taken = new ArrayList<>();
    private long sent;
    private volatile boolean quiet;

    LeavingMember(String uid, String channel, InetSocketAddress server) {
        super(uid, channel);
        this.server = server;
    }

    @Override
    void hush() {
        quiet = true;
    }

    @Override
    boolean isHushed() {
        return isDone();
    }

    /** A receipt is true for ever. */
    @Override
    void check(Order order, Counts counts) {
        counts.add("published by leavers", sent);
        counts.add("published by leavers, with a receipt", taken.size());
        assertTrue(order.contains(taken), () -> uid + " has a receipt of what is not there: "
                + taken.stream().filter(text -> !order.texts().contains(text)).toList());
    }

    @Override
    void run() {
        while (!quiet) {
            try (Wire wire = Wire.connect(server)) {
                visit(wire.patience(PATIENCE));
            } catch (RuntimeException | AssertionError e) {
                // no receipt
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        done();
    }

    private void visit(Wire wire) {
        List<String> texts = new ArrayList<>();
        wire.send(Frames.message(uid, channel, ""));
        for (int i = 0; i < TEXTS; i++) {
            String text = uid + " " + sent++;
            texts.add(text);
            wire.send(Frames.message(uid, channel, text));
        }
        Receipt receipt = wire.fin().awaitReceipt();
        // the first one is the join
        in();
        taken.addAll(texts.subList(0, Math.max(0, (int) receipt.frames() - 1)));
    }
}
