package mles.cluster.nats;

import io.nats.client.Consumer;
import io.nats.client.Dispatcher;
import io.nats.client.MessageHandler;
import io.nats.client.Subscription;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A thread that brings the live entries of many channels, with a bound on those that wait for it. */
final class Lane {
    private static final long MOST_MESSAGES = 1 << 16;
    private static final long MOST_BYTES = 64 << 20;

    private final Dispatcher dispatcher;
    private final Set<NatsChannel> listening = ConcurrentHashMap.newKeySet();

    Lane(NatsLink link) {
        dispatcher = link.dispatcher(MOST_MESSAGES, MOST_BYTES);
    }

    boolean isOf(Consumer consumer) {
        return dispatcher.equals(consumer);
    }

    Subscription subscribe(String subject, MessageHandler handler) {
        return dispatcher.subscribe(subject, handler);
    }

    Subscription subscribe(NatsChannel channel, String subject, MessageHandler handler) {
        Subscription subscription = subscribe(subject, handler);
        listening.add(channel);
        return subscription;
    }

    void unsubscribe(NatsChannel channel, Subscription subscription) {
        listening.remove(channel);
        dispatcher.unsubscribe(subscription);
    }

    /** Ends the tails, which may have missed something. */
    void fail(String why) {
        listening.forEach(channel -> channel.fail(why));
    }
}
