package mles.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;

/** Effects of a good first frame (SPEC 5.1). */
final class JoinChecks extends Scenes {
    private static final int JOINERS = 8;

    JoinChecks(ServerTarget target) {
        super(target);
    }

    List<Check> all() {
        return List.of(
                check("5.1", "an empty first message is seen by the others and by later members", this::presence),
                check("5.1", "a first message is delivered and stored like any other", this::firstMessage),
                check("5.1", "a join with an id that is present is closed without notice to others", this::duplicate),
                check("5.1", "an id that has gone is free again", this::freeAgain),
                check("5.1", "an id on another channel is no conflict", this::otherChannel),
                check("5.1", "a name that is there is no conflict under another id", this::sameName),
                check("5.1", "a joiner gets what was before, oldest first, byte for byte", this::replay),
                check("5.1", "a joiner gets its own earlier frames, but not the one that it just sent",
                        this::ownFrames),
                check("5.1", "nothing is lost or doubled between replay and live delivery", this::noGap));
    }

    private void presence(Scene scene) {
        needsHistory(1);
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        Actor late = scene.joins("late", watcher);
        late.sees(watcher.first(), alice.first());
        alice.sees(watcher.first(), late.first());
    }

    private void firstMessage(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        Frame first = alice.says("joining");
        watcher.sees(first);
        if (target().historyLimit() > 0) {
            scene.joins("late", watcher).sees(watcher.first(), first);
        }
    }

    private void duplicate(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        Actor again = scene.comes("alice");
        // In address mode each connection has another key; the id alone decides.
        Frame first = Frame.of(alice.cid(), again.key(), again.frame("again").payload());
        refused(scene, watcher, again, first);
        watcher.sees(alice.says("still here"));
        if (target().historyLimit() > 0) {
            Actor late = scene.joins("late", watcher);
            late.sees(watcher.first(), alice.first());
            Expect.that(!late.next().equals(first), "what was refused is in the history");
        }
    }

    private void freeAgain(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        alice.leaves();
        Actor again = scene.comes("alice");
        Frame first = again.firstAs(alice.cid());
        again.send(first);
        watcher.sees(first);
    }

    private void otherChannel(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        try (Scene elsewhere = new Scene(target())) {
            Actor there = elsewhere.watcher();
            Actor same = elsewhere.comes("alice");
            Frame first = Frame.of(alice.cid(), same.key(), same.first().payload());
            same.send(first);
            there.sees(first);
        }
        watcher.sees(alice.says("still here"));
    }

    private void sameName(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        Actor twin = scene.comes("alice");
        Frame first = twin.firstAs(new ConnectionId(~alice.cid().value()));
        twin.send(first);
        watcher.sees(first);
        watcher.sees(alice.says("one of us"));
        watcher.sees(twin.says("and the other"));
    }

    private void replay(Scene scene) {
        needsHistory(8);
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        List<Frame> sent = List.of(alice.frame("first"), alice.frame("another key").withKey(42),
                alice.raw(new byte[70_000]), alice.frame("same"), alice.frame("same"), alice.raw(new byte[300_000]),
                alice.raw((byte) 0xff));
        sent.forEach(alice::send);
        watcher.sees(sent);
        Actor late = scene.joins("late", watcher);
        late.sees(watcher.first(), alice.first());
        late.sees(sent);
    }

    private void ownFrames(Scene scene) {
        needsHistory(3);
        Actor watcher = scene.watcher();
        Actor before = scene.joins("alice", watcher);
        Frame earlier = before.says("earlier");
        watcher.sees(earlier);
        before.leaves();
        Actor alice = scene.comes("alice");
        Frame joining = alice.says("joining");
        watcher.sees(joining);
        alice.sees(watcher.first(), before.first(), earlier, watcher.says("and now"));
    }

    /** Members join while another publishes: the frames that each receives have no hole and no copy. */
    private void noGap(Scene scene) throws InterruptedException {
        needsHistory(1);
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        AtomicBoolean enough = new AtomicBoolean();
        List<Integer> last = new ArrayList<>();
        Thread publisher = Thread.startVirtualThread(() -> {
            int number = 0;
            while (!enough.get()) {
                alice.says("" + number++);
                LockSupport.parkNanos(100_000);
            }
            alice.says("end");
            last.add(number - 1);
        });
        List<Actor> joiners = new ArrayList<>();
        try {
            for (int i = 0; i < JOINERS; i++) {
                Actor joiner = scene.comes("joiner " + i);
                joiner.send(joiner.first());
                joiner.next();
                joiners.add(joiner);
            }
        } finally {
            enough.set(true);
            publisher.join();
        }
        for (Actor joiner : joiners) {
            int next = -1;
            for (Frame frame = joiner.next(); !frame.equals(alice.frame("end")); frame = joiner.next()) {
                if (frame.cid().equals(alice.cid()) && !frame.equals(alice.first())) {
                    int number = Integer.parseInt(Texts.text(frame));
                    Expect.that(next < 0 || number == next, "message " + number + " where " + next + " is due");
                    next = number + 1;
                }
            }
            Expect.that(next < 0 || next == last.getFirst() + 1, "the last message before the end is " + (next - 1)
                    + ", due is " + last.getFirst());
        }
    }
}
