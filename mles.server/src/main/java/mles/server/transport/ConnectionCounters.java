package mles.server.transport;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mles.protocol.CloseReason;
import mles.server.spi.ServerEvents;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the connections of one kind of front end, and why they ended. Thread-safe. */
public final class ConnectionCounters {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionCounters.class);

    private final AtomicInteger open = new AtomicInteger();
    private final EnumCounters<CloseReason> closed = new EnumCounters<>(CloseReason.class);
    private final ConnectionLimit limit;
    private final ServerEvents events;

    /** @param limit shared with the other front ends */
    public ConnectionCounters(ConnectionLimit limit, ServerEvents events) {
        this.limit = limit;
        this.events = events;
    }

    /**
     * One more is there. It counts until {@link #closed} in either case.
     *
     * @return why it may not stay, if it may not
     */
    public @Nullable CloseReason opened(InetSocketAddress remote) {
        open.incrementAndGet();
        return limit.entered(remote);
    }

    /**
     * One more is there whose client is not known yet. It counts until {@link #clientKnown} or {@link #closedUnknown} in
     * either case.
     *
     * @return why it may not stay, if it may not
     */
    public @Nullable CloseReason openedUnknown() {
        open.incrementAndGet();
        return limit.entered();
    }

    /** The client of one is known; from now on it counts by {@link #opened}. */
    public void clientKnown() {
        open.decrementAndGet();
        limit.left();
    }

    /** Nothing has come of {@code connection} yet: it gives way to others until {@link #heard}. */
    public void silent(ConnectionLimit.Silent connection) {
        limit.silent(connection);
    }

    /** Something has come of {@code connection}, or it is gone. */
    public void heard(ConnectionLimit.Silent connection) {
        limit.heard(connection);
    }

    /**
     * Ends {@code channel}, or tells it of a refusal. A wrong key or token costs its address time when there are many; a
     * connection that waits for its end gives way to others. On the loop of {@code channel}.
     */
    public void refuse(Channel channel, InetSocketAddress remote, boolean guessed, Runnable end) {
        long nanos = guessed ? limit.guessed(remote) : 0;
        if (nanos == 0) {
            end.run();
            return;
        }
        ConnectionLimit.Silent waiting = channel::close;
        limit.silent(waiting);
        channel.closeFuture().addListener(gone -> limit.heard(waiting));
        channel.eventLoop().schedule(end, nanos, TimeUnit.NANOSECONDS);
    }

    /** One is gone that the gate did not admit; the rest is told by {@link #closed}. */
    public void refused(InetSocketAddress remote, CloseReason reason) {
        events.refused(remote, reason);
    }

    /** One is gone. {@code detail} says what was seen and what was allowed; it holds no key and no payload. */
    public void closed(InetSocketAddress remote, CloseReason reason, String detail) {
        limit.left(remote);
        count(remote, reason, detail);
    }

    /** One is gone whose client was not known yet; {@code remote} is the load balancer. */
    public void closedUnknown(InetSocketAddress remote, CloseReason reason, String detail) {
        limit.left();
        count(remote, reason, detail);
    }

    private void count(InetSocketAddress remote, CloseReason reason, String detail) {
        open.decrementAndGet();
        closed.add(reason);
        LOG.debug("connection-closed: a connection has ended, reason={}, remote={}, detail={}", reason, remote, detail);
    }

    /** {@return the number of open connections} */
    public int open() {
        return open.get();
    }

    /** {@return the number of connections that ended for {@code reason}} */
    public long closed(CloseReason reason) {
        return closed.get(reason);
    }
}
