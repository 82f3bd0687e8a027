package mles.testkit;

import java.util.List;
import java.util.stream.IntStream;
import mles.protocol.Frame;

/** Ends of members, and the history that stays (SPEC 5.4). */
final class EndChecks extends Scenes {
    private static final int MANY = 500;
    private static final int STALLED_FRAMES = 64;
    private static final int STALLED_SIZE = 128 * 1024;

    EndChecks(ServerTarget target) {
        super(target);
    }

    List<Check> all() {
        return List.of(check("5.4", "a FIN behind frames ends the member after them", this::finBehindFrames),
                check("5.4", "a leave is not announced", this::noLeaveNotice),
                check("5.4", "a reset ends the member", this::reset),
                check("5.4", "a channel with history outlives its members", this::outlives),
                check("5.4", "a member that never reads is heard, and delays no other", this::neverReads));
    }

    private void finBehindFrames(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        Frame[] sent = IntStream.range(0, MANY).mapToObj(i -> alice.frame("" + i)).toArray(Frame[]::new);
        alice.send(sent).leaves();
        watcher.sees(sent);
        Actor again = scene.comes("alice");
        Frame first = again.firstAs(alice.cid());
        again.send(first);
        watcher.sees(first);
    }

    private void noLeaveNotice(Scene scene) {
        Actor watcher = scene.watcher();
        scene.joins("alice", watcher).leaves();
        scene.joins("bob", watcher);
    }

    private void reset(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        alice.wire().reset();
        // The server does not tell when it has noticed: try until the id is free.
        for (long end = System.nanoTime() + target().patience().toNanos(); System.nanoTime() - end < 0;) {
            Actor again = scene.comes("alice");
            Frame first = again.firstAs(alice.cid());
            again.wire().offer(Scene.bytes(first)).fin().untilEnd();
            Actor witness = scene.comes(Names.fresh(12));
            witness.send(witness.first());
            Frame seen = watcher.next();
            if (seen.equals(first)) {
                return;
            }
            Expect.equal(List.of(witness.first()), List.of(seen), "instead of the member that came again");
        }
        throw new AssertionError("the id of a member that was reset stays taken");
    }

    private void outlives(Scene scene) {
        needsHistory(1);
        Actor alice = scene.comes("alice");
        Frame said = alice.says("for later members");
        alice.leaves();
        Actor late = scene.comes("late");
        late.send(late.first());
        late.sees(said);
    }

    private void neverReads(Scene scene) {
        Actor watcher = scene.watcher();
        Actor deaf = scene.joins("deaf", watcher);
        Actor alice = scene.joins("alice", watcher);
        Frame large = alice.raw(new byte[STALLED_SIZE]);
        for (int i = 0; i < STALLED_FRAMES; i++) {
            alice.send(large);
            watcher.sees(large);
        }
        watcher.sees(deaf.says("I never listen"));
    }
}
