package mles.dist;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import mles.client.Backoff;
import mles.client.MlesClient;
import mles.client.Received;
import mles.client.Session;
import mles.client.SessionClosedException;
import mles.client.SessionListener;
import mles.protocol.CloseReason;

/** A client behind a cable of its own, which sends numbered texts and takes those of another one. */
final class Talker implements AutoCloseable {
    private static final Backoff WAITS = new Backoff(Duration.ofMillis(50), Duration.ofMillis(500));

    private final String uid;
    private final CutProxy cable;
    private final Session session;
    private final List<Received> received = new ArrayList<>();
    private final AtomicInteger gaps = new AtomicInteger();
    private final AtomicInteger downs = new AtomicInteger();

    Talker(String uid, CutProxy cable) {
        this.uid = uid;
        this.cable = cable;
        this.session = MlesClient.builder("127.0.0.1:" + cable.address().getPort()).sharedKey(Frames.KEY)
                .reconnect(WAITS).listener(new SessionListener() {
                    @Override
                    public void down(Session lost, CloseReason reason) {
                        downs.incrementAndGet();
                    }

                    @Override
                    public void gap(Session lost) {
                        gaps.incrementAndGet();
                    }
                }).build().join(uid, Conversation.CHANNEL);
        Thread.startVirtualThread(this::receive);
    }

    /** Kinds of cuts; all but the first are silent for a while. */
    private enum Cut {
        LOUD, BOTH_WAYS, UP, DOWN, LATE
    }

    /** Cuts the cable in one of five ways, each other time loudly; it is whole again after up to {@code most}. */
    void cut(Random random, Duration most) throws InterruptedException {
        Cut cut = random.nextBoolean() ? Cut.LOUD : Cut.values()[1 + random.nextInt(Cut.values().length - 1)];
        switch (cut) {
            case LOUD -> cable.cut();
            case BOTH_WAYS, LATE -> cable.stall();
            case UP -> cable.stallUp();
            case DOWN -> cable.stallDown();
        }
        pause(random, most);
        if (cut == Cut.LATE) {
            cable.dropClients();
            pause(random, most);
            cable.deliverLate();
        } else {
            cable.mend();
        }
    }

    private static void pause(Random random, Duration most) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextLong(most.toMillis() / 2));
    }

    void send(int number) {
        session.send(text(uid, number));
    }

    /** {@return whether the first of the other's messages came} */
    boolean hasHeard(String other) {
        return hasAll(other, 1);
    }

    /** {@return whether the last of the other's messages came} */
    synchronized boolean hasAll(String other, int count) {
        return received.stream().anyMatch(message -> message.text().equals(text(other, count - 1)));
    }

    /** {@return the faults of what was received: none where each message came once and in order} */
    synchronized String faults(String other, int count) {
        List<String> texts = received.stream().filter(message -> !message.isEmpty()).map(Received::text).toList();
        List<String> sent = IntStream.range(0, count).mapToObj(i -> text(other, i)).toList();
        List<Integer> places = texts.stream().distinct().map(sent::indexOf).toList();
        long swaps = IntStream.range(1, places.size()).filter(i -> places.get(i) < places.get(i - 1)).count();
        return "lost " + (count - places.size()) + ", doubled " + (texts.size() - places.size()) + ", out of order "
                + swaps
                + ", gaps " + received.stream().filter(Received::isAfterGap).count() + " of " + gaps.get();
    }

    CutProxy cable() {
        return cable;
    }

    int downs() {
        return downs.get();
    }

    private static String text(String uid, int number) {
        return uid + " " + number;
    }

    private void receive() {
        try {
            while (true) {
                Received next = session.receive();
                synchronized (this) {
                    received.add(next);
                }
            }
        } catch (SessionClosedException | InterruptedException e) {
            // it is over
        }
    }

    @Override
    public void close() throws IOException {
        session.close();
        cable.close();
    }
}
