package mles.dist.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import mles.client.MlesClient;
import mles.client.Received;
import mles.client.Session;
import mles.client.SessionClosedException;

/** The messages of several channels as one sequence; it ends with the first of them. */
final class Feed implements AutoCloseable {
    private static final int CAPACITY = 16;

    private final List<Session> sessions = new ArrayList<>();
    private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(CAPACITY);

    private Feed() {
    }

    /** A message, or why there are no more. */
    private sealed interface Item {
        record Message(Received received) implements Item {
        }

        record End(SessionClosedException reason) implements Item {
        }
    }

    /** {@return the history and all further messages of {@code channels}} */
    static Feed join(MlesClient client, String uid, Collection<String> channels) {
        Feed feed = new Feed();
        try {
            channels.forEach(channel -> feed.add(client.join(uid, channel)));
            return feed;
        } catch (RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    /**
     * {@return the next message, or nothing when none came within {@code most}}
     *
     * @throws SessionClosedException when one of the channels has no more
     */
    Optional<Received> next(Duration most) throws InterruptedException {
        return switch (items.poll(most.toNanos(), TimeUnit.NANOSECONDS)) {
            case Item.Message message -> Optional.of(message.received());
            case Item.End end -> throw end.reason();
            case null -> Optional.empty();
        };
    }

    @Override
    public void close() {
        sessions.forEach(Session::close);
    }

    private void add(Session session) {
        sessions.add(session);
        Thread.startVirtualThread(() -> read(session));
    }

    private void read(Session session) {
        try {
            try {
                while (true) {
                    items.put(new Item.Message(session.receive()));
                }
            } catch (SessionClosedException e) {
                items.put(new Item.End(e));
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nothing interrupts a feed", e);
        }
    }
}
