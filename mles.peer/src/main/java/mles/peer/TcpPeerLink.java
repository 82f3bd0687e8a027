package mles.peer;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.server.spi.PeerState;
import mles.peer.channel.LinkOutcome;
import mles.peer.channel.UpstreamChannel;
import mles.peer.channel.PeerLink;
import mles.server.upstream.UpstreamSettings;
import org.jspecify.annotations.Nullable;

/** Dials for one channel, and dials again. On the loop of the channel unless it says otherwise. */
final class TcpPeerLink implements PeerLink {
    /** A ring shows itself sooner than that. */
    private static final long RINGLESS_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final TcpPeerLinks links;
    private final UpstreamChannel channel;
    private final UpstreamSettings settings;
    private final Backoff backoff;
    /** A ring carries frames before it is opened; that must not count as success. */
    private final Backoff loopBackoff;
    private final LinkKey key;
    private @Nullable PeerState state;
    private volatile @Nullable PeerConnection connection;
    private @Nullable ScheduledFuture<?> timer;
    /** Later attempts make what earlier ones still bring worthless. */
    private int attempt;
    private long attemptedAt;
    private long dialledAt;
    private long connectedAt;
    private long soonestRejoin = System.nanoTime();
    private boolean attempted;
    private boolean dialling;
    private boolean again;
    private boolean told;
    private boolean closed;

    TcpPeerLink(TcpPeerLinks links, UpstreamChannel channel, UpstreamSettings settings) {
        this.links = links;
        this.channel = channel;
        this.settings = settings;
        this.backoff = new Backoff(settings.firstWait(), settings.longestWait());
        this.loopBackoff = new Backoff(settings.firstWait(), settings.longestWait());
        this.key = links.key();
        state(PeerState.IDLE);
    }

    UpstreamChannel channel() {
        return channel;
    }

    UpstreamSettings settings() {
        return settings;
    }

    /** {@return whether there is a connection} From anywhere. */
    boolean isConnected() {
        return connection != null;
    }

    @Override
    public void wake() {
        PeerConnection now = connection;
        if (now != null) {
            again |= now.isFinishing();
        } else if (!dialling) {
            long soonest = attempted ? attemptedAt + settings.firstWait() - System.nanoTime() : 0;
            if (timer == null || timer.getDelay(TimeUnit.NANOSECONDS) > soonest) {
                attemptAfter(Math.max(0, soonest));
            }
        }
    }

    @Override
    public void write(ByteBuf from, int at, int bytes) {
        PeerConnection now = connection;
        if (now != null) {
            now.write(from, at, bytes);
        }
    }

    @Override
    public long roundTripNanos() {
        return connectedAt - dialledAt;
    }

    @Override
    public void reading(boolean wanted) {
        PeerConnection now = connection;
        if (now != null) {
            now.reading(wanted);
        }
    }

    @Override
    public void rejoin(boolean deaf) {
        long now = System.nanoTime();
        long wait = Math.max(0, soonestRejoin - now);
        soonestRejoin = now + wait + settings.firstWait();
        after(wait, () -> {
            PeerConnection its = connection;
            if (its != null) {
                again = true;
                its.finish(deaf);
            }
        });
    }

    @Override
    public void fail(CloseReason reason) {
        PeerConnection now = connection;
        if (now != null) {
            now.end(reason);
        }
    }

    @Override
    public void rest() {
        again = false;
        cancelTimer();
        PeerConnection now = connection;
        if (now != null) {
            now.finish(false);
        } else {
            idle();
        }
    }

    @Override
    public void close() {
        closed = true;
        rest();
        state(null);
        if (connection == null) {
            links.gone(this);
        }
    }

    /** Dials nothing more, and ends the connection behind what is written. From anywhere. */
    void stop() {
        channel.loop().execute(this::rest);
    }

    /** The connection is there. */
    void connected(PeerConnection its, InetSocketAddress local) {
        dialling = false;
        connection = its;
        connectedAt = System.nanoTime();
        long itsKey = key.of(local, channel.uid(), channel.name().text());
        its.begin(channel.begin(itsKey, settings.cid()));
    }

    /** It seems that the upstream server has let it in. */
    void up(InetSocketAddress remote) {
        if (state != PeerState.UP && !closed) {
            state(PeerState.UP);
            told = false;
            settings.events().peerUp(channel.name(), remote);
        }
        if (!closed) {
            channel.accepted();
        }
    }

    /** A frame came: the upstream server has let it in for certain. */
    void carried() {
        key.accepted();
        backoff.reset();
    }

    /** The connection is gone. */
    void ended(CloseReason reason, LinkOutcome how, InetSocketAddress remote) {
        connection = null;
        boolean refused = how == LinkOutcome.REFUSED && state != PeerState.UP;
        boolean otherKey = refused && key.refused();
        channel.down(otherKey ? LinkOutcome.OTHER_KEY : how);
        if (closed) {
            links.gone(this);
            return;
        }
        if (again) {
            again = false;
            attemptAfter(0);
            return;
        }
        if (!channel.needsLink() || links.isStopped()) {
            idle();
        } else if (otherKey) {
            attemptAfter(0);
        } else if (refused) {
            retry(PeerState.REFUSED, backoff);
            tell(() -> settings.events().peerRefused(channel.name(), remote));
        } else {
            retry(PeerState.WAITING, reason == CloseReason.LOOP ? waitForLoop() : backoff);
            tell(() -> settings.events().peerDown(channel.name(), reason));
        }
    }

    private Backoff waitForLoop() {
        if (System.nanoTime() - connectedAt >= RINGLESS_NANOS) {
            loopBackoff.reset();
        }
        return loopBackoff;
    }

    private void unreachable() {
        channel.unreachable();
        retry(PeerState.WAITING, backoff);
        tell(() -> settings.events().peerDown(channel.name(), CloseReason.UNRESPONSIVE));
    }

    private void tell(Runnable event) {
        if (!told) {
            told = true;
            event.run();
        }
    }

    private void retry(PeerState why, Backoff wait) {
        state(why);
        after(wait.next(), () -> attemptAfter(links.turnIn()));
    }

    private void idle() {
        attempt++;
        dialling = false;
        cancelTimer();
        state(PeerState.IDLE);
    }

    private void attemptAfter(long nanos) {
        after(nanos, this::attempt);
    }

    private void after(long nanos, Runnable task) {
        cancelTimer();
        timer = channel.loop().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    private void attempt() {
        timer = null;
        if (closed || links.isStopped()) {
            return;
        }
        if (!channel.needsLink()) {
            idle();
            return;
        }
        attempted = true;
        attemptedAt = System.nanoTime();
        if (links.isUnreachable()) {
            unreachable();
            return;
        }
        dialling = true;
        int number = ++attempt;
        state(PeerState.CONNECTING);
        links.resolve(channel.loop(), found -> dial(found, 0, number));
    }

    /** One address after the other. */
    private void dial(InetAddress[] addresses, int which, int number) {
        if (number != attempt) {
            return;
        }
        if (which == addresses.length) {
            dialling = false;
            links.foundUnreachable();
            unreachable();
            return;
        }
        dialledAt = System.nanoTime();
        links.dial(channel.loop(), addresses[which], new PeerConnection(this, number)).addListener(dialled -> {
            if (!dialled.isSuccess()) {
                dial(addresses, which + 1, number);
            }
        });
    }

    /** {@return whether the connection of attempt {@code number} is still wanted} */
    boolean isCurrent(int number) {
        return number == attempt && dialling && !closed;
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** A link that is closed is in none. */
    private void state(@Nullable PeerState wanted) {
        PeerState now = closed ? null : wanted;
        links.moved(state, now);
        state = now;
    }
}
