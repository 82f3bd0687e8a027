package mles.websocket;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.server.transport.ConnectionCounters;
import mles.server.transport.FrontEndContext;
import mles.server.transport.Gate;
import mles.server.transport.LoopClock;
import mles.server.transport.MemoryAccount;
import mles.server.transport.UnauthenticatedQueue;
import mles.websocket.http.Access;
import mles.websocket.http.HttpContext;
import mles.websocket.http.HttpServices;
import mles.websocket.http.Visitor;

/** State that the connections of one event loop share, and the clock for their time limits. */
final class WebSocketLoopContext {
    private static final long MOST_OFTEN = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LEAST_OFTEN = TimeUnit.SECONDS.toNanos(1);

    final Gate gate;
    final ConnectionCounters connections;
    final MemoryAccount account;
    final BrowserLimits limits;
    final UnauthenticatedQueue waiting;
    private final HttpServices requests;
    private final LoopClock clock;
    private final EventLoop loop;
    private final Set<Timed> timed = new HashSet<>();
    private boolean started;

    /** Something with time limits. */
    interface Timed {
        /** Time has passed: it is {@code now}. */
        void tick(long now);

        /** The server is stopping: no connection becomes a member any more. */
        void stop();
    }

    WebSocketLoopContext(EventLoop loop, FrontEndContext context, BrowserLimits limits, HttpServices requests,
            LoopClock clock) {
        this.requests = requests;
        this.clock = clock;
        this.loop = loop;
        this.gate = context.gate();
        this.connections = context.connections();
        this.account = context.account();
        this.limits = limits;
        this.waiting = new UnauthenticatedQueue(limits.unauthenticated());
    }

    /** Starts the clock. From anywhere. */
    void start() {
        loop.execute(() -> {
            if (!started) {
                started = true;
                clock.tick(loop);
                long every = Math.clamp(shortest() / 8, MOST_OFTEN, LEAST_OFTEN);
                loop.scheduleAtFixedRate(this::tick, every, every, TimeUnit.NANOSECONDS);
            }
        });
    }

    /** {@return the client of a new connection from {@code peer}} */
    Visitor visitor(InetSocketAddress peer) {
        return new Visitor(connections, requests.proxies(), peer);
    }

    /** {@return the same for requests} */
    HttpContext forRequests(Access access) {
        return new HttpContext(gate, connections, account, requests.limits(), requests.repeats(), requests.tickets(),
                access, this::now);
    }

    /** Ends the connections without a member. Thread: any. */
    void stop() {
        loop.execute(() -> {
            waiting.close(CloseReason.SHUTDOWN);
            for (Timed each : timed.toArray(Timed[]::new)) {
                each.stop();
            }
        });
    }

    /** {@return the time on this loop} */
    long now() {
        return clock.nanoTime();
    }

    void enter(Timed each) {
        timed.add(each);
    }

    void leave(Timed each) {
        timed.remove(each);
    }

    private void tick() {
        long now = now();
        for (Timed each : timed.toArray(Timed[]::new)) {
            each.tick(now);
        }
    }

    private long shortest() {
        long shortest = Long.MAX_VALUE;
        for (long time : new long[]{limits.requestNanos(), limits.frameNanos(), limits.pingNanos(),
                limits.timeoutNanos()}) {
            shortest = time > 0 ? Math.min(shortest, time) : shortest;
        }
        return shortest;
    }
}
