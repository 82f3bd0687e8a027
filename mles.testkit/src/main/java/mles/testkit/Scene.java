package mles.testkit;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;

/**
 * A channel of its own for a check, and its members. A watcher sees everything in the channel's order, so a join counts
 * as done when the watcher has seen it. Closes all connections at the end.
 */
final class Scene implements AutoCloseable {
    private static final Duration BELL = Duration.ofMillis(25);

    private final ServerTarget target;
    private final String channel;
    private final List<Wire> wires = new ArrayList<>();
    private final Set<ConnectionId> preparation = new HashSet<>();

    Scene(ServerTarget target) {
        this(target, Names.fresh(24));
    }

    Scene(ServerTarget target, String channel) {
        this.target = target;
        this.channel = channel;
    }

    ServerTarget target() {
        return target;
    }

    String channel() {
        return channel;
    }

    /** {@return a connection that has sent nothing yet} */
    Actor comes(String uid) {
        Wire wire = Wire.connect(target.address(), target.patience());
        wires.add(wire);
        return new Actor(this, uid, wire);
    }

    /** {@return a member that has joined with an empty message, as {@code watcher} has seen} */
    Actor joins(String uid, Actor watcher) {
        Actor actor = comes(uid);
        actor.send(actor.first());
        watcher.sees(actor.first());
        return actor;
    }

    /** {@return the first member} No other member sees its join, so frames of later members show that it is in. */
    Actor watcher() {
        if (target.historyLimit() > 0) {
            Actor seed = prepares(Names.fresh(24));
            seed.send(seed.first()).leaves();
            Actor watcher = comes("watcher");
            watcher.send(watcher.first());
            Frame old = watcher.wire().next();
            while (!old.equals(seed.first())) {
                old = watcher.wire().next();
            }
            return watcher;
        }
        Actor watcher = comes("watcher");
        watcher.send(watcher.first());
        for (long end = System.nanoTime() + target.patience().toNanos(); System.nanoTime() - end < 0;) {
            Actor bell = prepares(Names.fresh(24));
            bell.send(bell.first());
            if (watcher.wire().hasNextWithin(BELL)) {
                return watcher;
            }
        }
        throw new AssertionError("no member receives a frame of another");
    }

    boolean isPreparation(Frame frame) {
        return preparation.contains(frame.cid());
    }

    static byte[] bytes(Frame... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(frames).forEach(frame -> all.writeBytes(CborOut.bytes(frame.bytes())));
        return all.toByteArray();
    }

    @Override
    public void close() {
        wires.forEach(Wire::close);
    }

    private Actor prepares(String uid) {
        Actor actor = comes(uid);
        preparation.add(actor.cid());
        return actor;
    }
}
