package mles.dist.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import mles.client.Backoff;
import mles.client.MlesClient;
import mles.client.MlesException;
import mles.client.Received;
import mles.client.Session;
import mles.client.SessionListener;
import mles.dist.Frames;
import mles.protocol.CloseReason;
import mles.protocol.Frame;

/** A member by our client for Java, which connects again to its one server by itself. */
final class ClientMember extends CrowdMember implements SessionListener {
    static final String MOST_OF_A_READER = "most reconnects of a client that reads";
    static final String MOST_OF_A_PUBLISHER = "most reconnects of a client that publishes";
    private static final Backoff WAITS = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(1));
    private static final Duration FINISH = Duration.ofSeconds(20);

    private final MlesClient client;
    private final long pauseNanos;
    private final List<String> heard = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final AtomicInteger downs = new AtomicInteger();
    private final AtomicInteger resent = new AtomicInteger();
    private final AtomicInteger sessions = new AtomicInteger();
    private volatile boolean up;
    private volatile boolean publishing;
    private volatile boolean quiet;
    private volatile boolean taken;

    /** @param pauseNanos the time between two messages; 0 is a member that only listens */
    ClientMember(String uid, String channel, InetSocketAddress server, long pauseNanos) {
        super(uid, channel);
        this.pauseNanos = pauseNanos;
        this.client = MlesClient.builder(server.getHostString() + ":" + server.getPort()).sharedKey(Frames.KEY)
                .reconnect(WAITS).listener(this).build();
    }

    @Override
    void hush() {
        quiet = true;
    }

    @Override
    boolean isHushed() {
        return quiet && !publishing && up;
    }

    @Override
    public void down(Session session, CloseReason reason) {
        up = false;
        downs.incrementAndGet();
    }

    @Override
    public void up(Session session) {
        up = true;
    }

    @Override
    public void missing(Session session, Frame frame) {
        resent.incrementAndGet();
    }

    /** The session heard the whole order of the others, and everything sent is in it, once if nothing was sent again. */
    @Override
    void check(Order order, Counts counts) {
        counts.add("client published", sent.size());
        counts.add("client frames sent again", resent.get());
        counts.add("client reconnects", downs.get());
        counts.atLeast(pauseNanos == 0 ? MOST_OF_A_READER : MOST_OF_A_PUBLISHER, downs.get());
        counts.add("heard", heard.size());
        assertEquals(1, sessions.get(), uid + " lost its session on " + channel);
        assertEquals(order.without(this), heard, uid + " on " + channel);
        assertTrue(order.contains(sent), () -> uid + " lost what it said: "
                + sent.stream().filter(text -> !order.texts().contains(text)).toList());
        assertTrue(taken, uid + " was not told that everything was taken");
        order.checkOrder(this, sent);
        long places = order.texts().stream().filter(this::isOwn).count();
        counts.add("client messages with two places", places - sent.size());
        assertTrue(places - sent.size() <= resent.get(), uid + " has messages with two places");
    }

    @Override
    public String toString() {
        return super.toString() + " (up " + up + ", publishing " + publishing + ", " + downs + " reconnects)";
    }

    @Override
    void run() {
        while (!isDone()) {
            try (Session session = client.join(uid, channel)) {
                sessions.incrementAndGet();
                up = true;
                talk(session);
                done();
            } catch (MlesException | InterruptedException e) {
                up = false;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    private void talk(Session session) throws InterruptedException {
        publishing = true;
        Thread publisher = Thread.startVirtualThread(() -> publish(session));
        try {
            for (Received next = session.receive(); !next.text().equals(END); next = session.receive()) {
                hear(next);
            }
            taken = session.finish(FINISH);
        } finally {
            publisher.interrupt();
            publisher.join();
        }
    }

    private void hear(Received message) {
        if (!message.isEmpty() && !message.isOwn()) {
            in();
            heard.add(message.text().intern());
        }
    }

    private void publish(Session session) {
        try {
            while (pauseNanos > 0 && !quiet) {
                Thread.sleep(Duration.ofNanos(pauseNanos / 2 + ThreadLocalRandom.current().nextLong(pauseNanos)));
                String text = uid + " " + sent.size();
                session.send(text);
                sent.add(text);
            }
        } catch (MlesException | InterruptedException e) {
            // the reader finds out
        } finally {
            publishing = false;
        }
    }
}
