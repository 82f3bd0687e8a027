package mles.testkit;

import java.util.List;
import java.util.stream.IntStream;
import mles.protocol.Frame;

/** History for members that join later (SPEC 5.3). */
final class HistoryChecks extends Scenes {
    private static final int MOST = 10_000;
    private static final int MORE = 7;

    HistoryChecks(ServerTarget target) {
        super(target);
    }

    List<Check> all() {
        return List.of(check("5.3", "as many messages are kept as the limit says, the newest", this::newest),
                check("5.3", "messages are kept up to the limit", this::upToTheLimit),
                check("5.3", "of the smallest frames in one segment as many are kept as the limit says",
                        this::smallest),
                check("5.3", "empty joins push out no message", this::emptyJoins).unlikeReference("SPEC 5.3"),
                check("5.3", "without history nothing is kept", this::off),
                check("5.3", "what was refused is not kept", this::refusedIsNotKept));
    }

    private void newest(Scene scene) {
        int limit = bounded();
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        List<Frame> sent = publish(alice, watcher, limit + MORE);
        scene.joins("late", watcher).sees(sent.subList(MORE, sent.size()));
    }

    private void upToTheLimit(Scene scene) {
        int limit = bounded();
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        Frame first = alice.says("first");
        watcher.sees(first);
        List<Frame> sent = publish(alice, watcher, limit - 1);
        Actor late = scene.joins("late", watcher);
        Frame seen = late.next();
        if (seen.equals(watcher.first())) {
            seen = late.next();
        }
        Expect.equal(List.of(first), List.of(seen), "oldest message");
        late.sees(sent);
    }

    /** So many frames in one read that a server may well take them as one. */
    private void smallest(Scene scene) {
        int limit = bounded();
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        List<Frame> sent = IntStream.range(0, limit + MORE).mapToObj(i -> alice.raw((byte) i, (byte) (i >> 8)))
                .toList();
        alice.send(sent.toArray(Frame[]::new));
        watcher.sees(sent);
        scene.joins("late", watcher).sees(sent.subList(MORE, sent.size()));
    }

    private void emptyJoins(Scene scene) {
        int limit = bounded();
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        List<Frame> sent = publish(alice, watcher, limit);
        for (int i = 0; i < MORE; i++) {
            scene.joins("visitor " + i, watcher).leaves();
        }
        Actor late = scene.joins("late", watcher);
        Frame seen = late.next();
        while (!sent.contains(seen) && !seen.equals(sent.getLast())) {
            seen = late.next();
        }
        Expect.equal(List.of(sent.getFirst()), List.of(seen), "oldest message");
        late.sees(sent.subList(1, sent.size()));
    }

    private void off(Scene scene) {
        if (target().historyLimit() > 0) {
            throw new SkippedException("the server keeps " + target().historyLimit() + " messages");
        }
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        watcher.sees(alice.says("before"));
        Actor late = scene.joins("late", watcher);
        late.sees(alice.says("after"));
    }

    private void refusedIsNotKept(Scene scene) {
        needsHistory(1);
        Actor watcher = scene.watcher();
        Actor mallory = scene.comes("mallory");
        mallory.wire().offer(Scene.bytes(mallory.first().withKey(mallory.key() ^ 1))).awaitSilentEnd();
        Actor again = scene.comes("watcher");
        again.wire().offer(Scene.bytes(Frame.of(watcher.cid(), again.key(), again.frame("again").payload())))
                .awaitSilentEnd();
        Frame marker = watcher.says("marker");
        Actor late = scene.comes("late");
        late.send(late.first());
        late.sees(watcher.first(), marker);
    }

    /** {@return the limit, where it can be reached} */
    private int bounded() {
        needsHistory(1);
        if (target().historyLimit() > MOST) {
            throw new SkippedException("the server keeps " + target().historyLimit() + " messages, at most " + MOST
                    + " are tried");
        }
        return target().historyLimit();
    }

    private static List<Frame> publish(Actor alice, Actor watcher, int count) {
        List<Frame> sent = IntStream.range(0, count).mapToObj(i -> alice.frame("" + i)).toList();
        alice.send(sent.toArray(Frame[]::new));
        watcher.sees(sent);
        return sent;
    }
}
