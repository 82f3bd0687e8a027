package mles.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.protocol.FrameReader;
import mles.protocol.Header;
import mles.protocol.ProtocolException;
import mles.protocol.Receipt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a session on the thread that reads for it: join, read, and with reconnect begin again. Everything private is
 * for that thread.
 */
final class SessionLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLoop.class);
    /** A connection that stays open so long was accepted, however long the way is. */
    private static final Duration PROOF = Duration.ofSeconds(30);
    /** A server has loaded the history by then, however long that is. */
    private static final Duration LATEST_REPLAY = Duration.ofMinutes(2);
    /** So often a session that was never accepted is closed before it counts as refused. */
    private static final int REFUSALS = 3;

    /** So often a mark is left for one search, before frames that were not found are sent again without. */
    private static final int MARKS = 2;

    private final ClientConfig config;
    private final JoinFrames joinFrames;
    private final Dialer dialer;
    private final Outbox outbox;
    private final Intake intake;
    private final CompletableFuture<Boolean> joined = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Frame latestJoin;
    private volatile boolean lastConnection;
    private volatile Outcome outcome = Outcome.OPEN;
    private Outcome latest = Outcome.OPEN;
    private long since;
    private boolean heard;
    private boolean accepted;
    private int refusals;
    private int attempt;
    private @Nullable Frame mark;
    private int marks;
    private boolean leaving;

    SessionLoop(ClientConfig config, JoinFrames joinFrames, Outbox outbox, Intake intake) {
        this.config = config;
        this.joinFrames = joinFrames;
        this.dialer = new Dialer(config);
        this.outbox = outbox;
        this.intake = intake;
    }

    /** Waits until the join was accepted. */
    void awaitJoin() throws InterruptedException {
        try {
            joined.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MlesException known) {
                throw known;
            }
            throw new IllegalStateException("the join failed by a fault of the client", e.getCause());
        }
    }

    /** {@return the first frame of the latest connection, whose key and connection id are the session's} */
    Frame latestJoin() {
        return Objects.requireNonNull(latestJoin);
    }

    /** Lets the present connection be the last one. */
    void stayDown() {
        lastConnection = true;
    }

    /** Breaks the connection, and the attempts to make one. */
    void cut() {
        dialer.cut();
    }

    /** {@return whether everything is over, after at most {@code most}} */
    boolean awaitEnd(Duration most) throws InterruptedException {
        return ended.await(TimeUnit.NANOSECONDS.convert(most), TimeUnit.NANOSECONDS);
    }

    /** {@return the outcome of the latest connection, once everything is over} */
    Outcome outcome() {
        return outcome;
    }

    @Override
    public void run() {
        CloseReason reason = CloseReason.INTERNAL;
        try {
            Dialer.Joined first = dialer.dial(joinFrames);
            begin(first);
            outbox.up(first.connection(), List.of());
            Thread.ofVirtual().name("mles-writer").start(new Writer(outbox));
            joined.complete(true);
            LOG.debug("joined at {}", config.server());
            reason = stay(first.connection());
        } catch (RuntimeException | Error e) {
            LOG.debug("no session at {}", config.server(), e);
            joined.completeExceptionally(e);
        } finally {
            end(reason);
        }
    }

    private void begin(Dialer.Joined next) {
        latestJoin = next.first();
        intake.begin(next.first());
        Thread.ofVirtual().name("mles-watch").start(next.connection()::watch);
    }

    private CloseReason stay(Connection first) {
        Connection connection = first;
        while (true) {
            since = System.nanoTime();
            heard = false;
            leaving = false;
            CloseReason reason = read(connection);
            outbox.down(connection);
            connection.close();
            judge(reason);
            Backoff waits = config.reconnect();
            if (waits == null || lastConnection || isFinished() || dialer.isCut() || isRefused()) {
                return reason;
            }
            LOG.debug("connection to {} lost: {}", config.server(), reason);
            Dialer.Joined next = leaving ? dial() : null;
            if (!leaving) {
                intake.news().tell((listener, session) -> listener.down(session, reason));
            }
            next = next == null ? redial(waits) : next;
            if (next == null) {
                return reason;
            }
            begin(next);
            intake.beginReplay(new Replay(outbox.sent(), mark, config.settle()));
            connection = next.connection();
        }
    }

    /** {@return whether the end of the sending side was answered} */
    private boolean isFinished() {
        return outbox.isHalfClosed() && (latest == Outcome.TAKEN || latest == Outcome.UNTOLD);
    }

    /** A connection that ends before anything came may have been refused, whatever the time until then. */
    private void judge(CloseReason reason) {
        if (latest == Outcome.OPEN) {
            latest = reason == CloseReason.NOT_ALLOWED ? Outcome.REFUSED : Outcome.LOST;
        }
        if (isProven()) {
            accepted = true;
            attempt = 0;
        } else if (reason == CloseReason.NOT_ALLOWED && !leaving) {
            refusals++;
        }
    }

    /** {@return whether the server took this connection for a member's} */
    private boolean isProven() {
        return heard || isOlderThan(PROOF);
    }

    private boolean isOlderThan(Duration age) {
        return System.nanoTime() - since >= age.toNanos();
    }

    private boolean isRefused() {
        return !accepted && refusals >= REFUSALS;
    }

    private Dialer.@Nullable Joined redial(Backoff waits) {
        Dialer.Joined next = null;
        while (next == null && !isRefused()
                && !dialer.awaitCut(waits.delay(attempt++, ThreadLocalRandom.current()))) {
            next = dial();
        }
        return next;
    }

    private Dialer.@Nullable Joined dial() {
        try {
            return dialer.dial(joinFrames.again());
        } catch (MlesException e) {
            refusals += e instanceof RefusedException ? 1 : 0;
            LOG.debug("attempt {} failed: {}", attempt, e.getMessage());
            return null;
        }
    }

    private CloseReason read(Connection connection) {
        FrameReader frames = new FrameReader(Header.MAX_PAYLOAD);
        latest = Outcome.OPEN;
        try {
            while (true) {
                ByteBuffer bytes = receive(connection);
                if (bytes == null) {
                    return closed(Receipt.read(frames.rest(), latestJoin().cid()));
                }
                heard |= bytes.hasRemaining();
                frames.read(bytes, intake::take);
            }
        } catch (SocketTimeoutException e) {
            return CloseReason.UNRESPONSIVE;
        } catch (IOException e) {
            return isProven() ? CloseReason.UNRESPONSIVE : CloseReason.NOT_ALLOWED;
        } catch (ProtocolException e) {
            return e.fault().closeReason();
        }
    }

    /** The server closed in good order. */
    private CloseReason closed(@Nullable Receipt receipt) {
        if (!isProven()) {
            return CloseReason.NOT_ALLOWED;
        }
        if (receipt == null) {
            latest = Outcome.UNTOLD;
        } else {
            // the frame that joined, and those behind it
            latest = receipt.frames() == 1 + outbox.handedOut() ? Outcome.TAKEN : Outcome.LOST;
        }
        return CloseReason.LEFT;
    }

    private @Nullable ByteBuffer receive(Connection connection) throws IOException {
        Replay running = intake.replay();
        if (running != null && running.isOver()) {
            intake.endReplay();
            if (running.isProven() || !config.numbered() || marks == MARKS) {
                resume(connection, running);
            } else {
                leaveMark(connection, running);
            }
            return receive(connection);
        }
        if (running == null) {
            return leaving || intake.isRepeating() ? receivePatiently(connection) : connection.receive(0);
        }
        long from = System.nanoTime();
        ByteBuffer bytes = connection.receive(running.patienceMillis());
        running.read(System.nanoTime() - from, bytes != null && !bytes.hasRemaining());
        return bytes;
    }

    private @Nullable ByteBuffer receivePatiently(Connection connection) throws IOException {
        ByteBuffer bytes = connection
                .receive(Math.clamp(config.settle().toMillis() * Replay.PATIENCE, 1, Integer.MAX_VALUE));
        boolean quiet = bytes != null && !bytes.hasRemaining();
        // A server that has to load the history first is silent for longer than one whose replay is over.
        if (quiet && (heard || isOlderThan(LATEST_REPLAY))) {
            intake.quiet();
        }
        // A server answers the end when all has its place; before that it would refuse the next connection of this name.
        return quiet && leaving && isOlderThan(PROOF) ? null : bytes;
    }

    /** Sends the mark and leaves; the replay of the next connection tells what arrived before it. */
    private void leaveMark(Connection connection, Replay running) throws IOException {
        LOG.debug("{} frames are not found at {}", running.missing().size(), config.server());
        mark = outbox.mark(latestJoin().cid(), joinFrames.emptyPayload());
        marks++;
        leaving = true;
        connection.write(List.of(mark));
        connection.halfClose();
    }

    private void resume(Connection connection, Replay replay) {
        List<Frame> missing = replay.missing();
        for (Frame frame : missing) {
            intake.news().tell((listener, session) -> listener.missing(session, frame));
        }
        boolean ended = replay.isProven() || !config.numbered();
        if (!missing.isEmpty() && !(ended && (replay.hasFound() || intake.reachesBefore(replay.sent())))) {
            intake.news().tell(SessionListener::gap);
        }
        mark = null;
        marks = 0;
        outbox.up(connection, missing);
        LOG.debug("connected to {} again, {} frames to send again", config.server(), missing.size());
        intake.news().tell(SessionListener::up);
    }

    private void end(CloseReason reason) {
        dialer.cut();
        outcome = latest == Outcome.OPEN ? Outcome.LOST : latest;
        CloseReason known = outbox.isClosed() ? CloseReason.LEFT : reason;
        outbox.close(known);
        outbox.end();
        intake.end(known);
        LOG.debug("session at {} is over: {}", config.server(), known);
        ended.countDown();
    }
}
