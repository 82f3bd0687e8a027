package mles.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.Resync;

/** History that is brought back in a first frame (SPEC 4.3, 5.5). */
final class ResyncChecks extends Scenes {
    private static final ConnectionId OUTER = new ConnectionId(0x0badcafe);

    ResyncChecks(ServerTarget target) {
        super(target);
    }

    List<Check> all() {
        return List.of(
                check("4.3", "a map that is a message and a resync is a resync", this::bothKinds),
                check("5.5", "an empty history takes all items, in order", this::emptyHistory),
                check("5.5", "of more items than are kept the newest survive", this::newestSurvive),
                check("5.5", "the key and the id of item 0 count, not those of the frame around it", this::itemZero),
                check("5.5", "the key of the frame around it counts when that of item 0 is wrong", this::outerKey)
                        .unlikeReference("SPEC 5.5"),
                check("5.5", "an id that is there closes a resync, too", this::duplicate),
                check("5.5", "items that the history has are dropped, each stored copy absorbs one", this::known)
                        .unlikeReference("SPEC 9, row 16"),
                check("5.5", "without history only item 0 goes on", this::off).unlikeReference("SPEC 5.5"),
                check("5.5", "a later resync is an ordinary frame", this::later),
                bad("of no bytes", frame -> new byte[0]),
                bad("of less than a header", frame -> Arrays.copyOf(frame, 2)),
                bad("without a payload", frame -> Arrays.copyOf(frame, 16)),
                bad("that announces no payload", frame -> with(Arrays.copyOf(frame, 16), 3, 0)),
                bad("that is cut", frame -> Arrays.copyOf(frame, frame.length - 1)),
                bad("that is too long", frame -> Arrays.copyOf(frame, frame.length + 1)),
                bad("that does not start with M", frame -> with(frame, 0, 'm')),
                bad("with another length", frame -> with(frame, 3, frame[3] + 1)),
                check("9", "a resync with an item 0 of two bytes ends its own connection only", this::shortItemZero)
                        .stopsReference("SPEC 9, row 2"));
    }

    private interface Spoiler {
        byte[] spoil(byte[] frame);
    }

    private Check bad(String how, Spoiler spoiler) {
        return check("5.5", "an item " + how + " refuses the whole resync", scene -> badItem(scene, spoiler))
                .unlikeReference("SPEC 9, row 3");
    }

    private void bothKinds(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        byte[] message = CborOut.bytes(alice.frame("not this").payload());
        byte[] resync = Spelling.canonical(Resync.of(List.of(alice.frame("but this"))));
        byte[] both = ByteBuffer.allocate(message.length + resync.length - 1).put((byte) 0xa4)
                .put(message, 1, message.length - 1).put(resync, 1, resync.length - 1).array();
        alice.send(alice.raw(both));
        watcher.sees(alice.frame("but this"));
    }

    private void emptyHistory(Scene scene) {
        Actor alice = scene.comes("alice");
        List<Frame> items = items(alice);
        needsHistory(items.size());
        // The end of the connection tells that it was taken.
        alice.send(resync(alice, items)).leaves();
        Actor late = scene.comes("late");
        late.send(late.first());
        late.sees(items);
    }

    private void newestSurvive(Scene scene) {
        int limit = target().historyLimit();
        needsHistory(1);
        if (limit > 1000) {
            throw new SkippedException("the server keeps " + limit + " messages, at most 1000 are tried");
        }
        Actor alice = scene.comes("alice");
        List<Frame> items = IntStream.range(0, limit + 5).mapToObj(i -> alice.frame("item " + i)).toList();
        alice.send(resync(alice, items)).leaves();
        Actor late = scene.comes("late");
        late.send(late.first());
        late.sees(items.subList(5, items.size()));
    }

    private void itemZero(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        List<Frame> items = items(alice);
        alice.send(Frame.of(OUTER, alice.key() ^ 1, Resync.of(items).encode()));
        watcher.sees(target().historyLimit() > 0 ? items : items.subList(0, 1));
        Actor again = scene.comes("alice");
        refused(scene, watcher, again, again.firstAs(alice.cid()));
        Actor other = scene.comes("other");
        Frame first = Frame.of(OUTER, other.key(), other.first().payload());
        other.send(first);
        watcher.sees(first);
    }

    private void outerKey(Scene scene) {
        needsHistory(2);
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        List<Frame> items = List.of(Frame.of(new ConnectionId(1), alice.key() ^ 1, alice.first().payload()),
                alice.frame("and more"));
        alice.send(resync(alice, items));
        watcher.sees(items);
        Actor again = scene.comes("alice");
        refused(scene, watcher, again, again.firstAs(alice.cid()));
    }

    private void duplicate(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        Actor again = scene.comes("alice");
        Frame zero = again.firstAs(alice.cid());
        refused(scene, watcher, again, resync(again, List.of(zero, again.frame("not delivered"))));
        watcher.sees(alice.says("still here"));
    }

    private void known(Scene scene) {
        needsHistory(10);
        Actor watcher = scene.watcher();
        Actor bob = scene.joins("bob", watcher);
        Frame once = bob.says("once");
        Frame twice = bob.says("twice");
        watcher.sees(once, twice);
        Actor alice = scene.comes("alice");
        Frame fresh = alice.frame("fresh");
        alice.send(resync(alice, List.of(alice.first(), once, twice, fresh, twice)));
        watcher.sees(alice.first(), fresh, twice);
        Actor late = scene.joins("late", watcher);
        late.sees(watcher.first(), bob.first(), once, twice, alice.first(), fresh, twice);
    }

    private void off(Scene scene) {
        if (target().historyLimit() > 0) {
            throw new SkippedException("the server keeps " + target().historyLimit() + " messages");
        }
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        alice.send(resync(alice, items(alice)));
        watcher.sees(items(alice).getFirst(), alice.says("on"));
    }

    private void later(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        Frame later = resync(alice, items(alice));
        alice.send(later);
        watcher.sees(later, alice.says("after it"));
        if (target().historyLimit() > 1) {
            scene.joins("late", watcher).sees(watcher.first(), alice.first(), later);
        }
    }

    private void badItem(Scene scene, Spoiler spoiler) {
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        byte[] item = spoiler.spoil(Scene.bytes(alice.frame("bad")));
        List<ByteBuffer> items = Stream.of(Scene.bytes(alice.first()), item).map(ByteBuffer::wrap).toList();
        refused(scene, watcher, alice, alice.raw(Spelling.canonical(new Resync(items))));
    }

    private void shortItemZero(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        Resync resync = new Resync(List.of(ByteBuffer.wrap(new byte[]{'M', 0})));
        refused(scene, watcher, alice, alice.raw(Spelling.canonical(resync)));
    }

    /** {@return the items of a returning client: its join, frames of others, and one frame twice} */
    private static List<Frame> items(Actor alice) {
        Frame unrelated = Frame.of(new ConnectionId(5), 5, Message.of("carol", "elsewhere", "not checked").encode());
        List<Frame> items = new ArrayList<>(List.of(alice.first(), alice.frame("one"), unrelated));
        items.addAll(Collections.nCopies(2, alice.frame("the same")));
        return items;
    }

    private static Frame resync(Actor alice, List<Frame> items) {
        return alice.raw(Spelling.canonical(Resync.of(items)));
    }

    private static byte[] with(byte[] frame, int at, int octet) {
        byte[] changed = frame.clone();
        changed[at] = (byte) octet;
        return changed;
    }
}
