package mles.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import mles.protocol.Frame;

/** Receivers and order of published frames (SPEC 5.2). */
final class PublishChecks extends Scenes {
    private static final int PUBLISHERS = 4;
    private static final int EACH = 100;

    PublishChecks(ServerTarget target) {
        super(target);
    }

    List<Check> all() {
        return List.of(check("5.2", "a frame goes to every other member, byte for byte", this::everyOther),
                check("5.2", "a frame never goes back to its sender", this::neverBack),
                check("5.2", "a frame goes to no other channel", this::otherChannel),
                check("5.2", "all members and the history see one order, and each sender's own in it", this::oneOrder));
    }

    private void everyOther(Scene scene) {
        Actor watcher = scene.watcher();
        List<Actor> others = IntStream.range(0, 10).mapToObj(i -> scene.joins("other " + i, watcher)).toList();
        Actor alice = scene.joins("alice", watcher);
        List<Frame> sent = List.of(alice.frame("one"), alice.raw(new byte[40_000]), alice.frame("one"),
                alice.frame(""), alice.frame("two").withKey(7));
        sent.forEach(alice::send);
        watcher.sees(sent);
        for (Actor other : others) {
            Frame frame = other.next();
            while (!frame.equals(alice.first())) {
                frame = other.next();
            }
            other.sees(sent);
        }
    }

    private void neverBack(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        Frame[] sent = {alice.first(), alice.frame("one"), alice.frame("two"), alice.raw(new byte[100_000])};
        for (Frame frame : sent) {
            alice.send(frame);
        }
        watcher.sees(sent);
        Frame answer = watcher.says("answer");
        Frame seen = alice.next();
        if (seen.equals(watcher.first())) {
            seen = alice.next();
        }
        Expect.equal(List.of(answer), List.of(seen), "the sender");
    }

    private void otherChannel(Scene scene) {
        Actor watcher = scene.watcher();
        try (Scene elsewhere = new Scene(target())) {
            Actor there = elsewhere.watcher();
            watcher.says("here only");
            scene.joins("alice", watcher);
            elsewhere.joins("bob", there);
        }
    }

    private void oneOrder(Scene scene) throws InterruptedException, ExecutionException {
        Actor watcher = scene.watcher();
        Actor second = scene.joins("second", watcher);
        List<Actor> publishers = IntStream.range(0, PUBLISHERS).mapToObj(i -> scene.joins("publisher " + i, watcher))
                .toList();
        publishAll(publishers);
        List<Frame> order = watcher.next(PUBLISHERS * EACH);
        Frame frame = second.next();
        while (!frame.equals(publishers.getLast().first())) {
            frame = second.next();
        }
        Expect.equal(order, second.next(order.size()), "a second member");
        for (Actor publisher : publishers) {
            List<Frame> due = IntStream.range(0, EACH).mapToObj(i -> publisher.frame("" + i)).toList();
            Expect.equal(due, order.stream().filter(seen -> seen.cid().equals(publisher.cid())).toList(),
                    "order of one sender");
        }
        int kept = Math.min(target().historyLimit(), order.size());
        if (kept > 0) {
            List<Frame> history = new ArrayList<>();
            Actor late = scene.joins("late", watcher);
            Frame newest = order.getLast();
            for (Frame stored = late.next(); !stored.equals(newest); stored = late.next()) {
                history.add(stored);
            }
            history.add(newest);
            Expect.equal(order.subList(order.size() - kept, order.size()),
                    history.subList(Math.max(0, history.size() - kept), history.size()), "history");
        }
    }

    private static void publishAll(List<Actor> publishers) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> sent = new ArrayList<>();
            for (Actor publisher : publishers) {
                sent.add(threads.submit(() -> IntStream.range(0, EACH).forEach(i -> publisher.says("" + i))));
            }
            for (Future<?> done : sent) {
                done.get();
            }
        }
    }
}
