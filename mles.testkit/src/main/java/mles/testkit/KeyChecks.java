package mles.testkit;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mles.protocol.AddressText;
import mles.protocol.ConnectionId;
import mles.protocol.ConnectionKey;
import mles.protocol.Credentials;
import mles.protocol.Frame;
import mles.protocol.Message;

/** Admission by key (SPEC 3). */
final class KeyChecks extends Scenes {
    KeyChecks(ServerTarget target) {
        super(target);
    }

    List<Check> all() {
        return Stream.of(
                Stream.of(check("3.1", "names are any Unicode text", this::unicode),
                        check("3.1", "names are not normalised",
                                scene -> other(scene, "e\u0301ric", "\u00e9ric")),
                        check("3.1", "names are not case folded", scene -> other(scene, "Alice", "alice")),
                        check("3.1", "names are not trimmed", scene -> other(scene, " alice", "alice")),
                        check("3.2", "with a shared key no address counts", this::addressIsNoKey),
                        check("3.2", "without a shared key the address of another does not count",
                                this::stolenAddress),
                        check("3.3", "the text of an IPv6 address has eight groups", this::compressed),
                        check("3.4", "an IPv4 address counts in both forms", this::bothForms)
                                .unlikeReference("SPEC 9, row 10")),
                IntStream.of(0, 7, 8, 31, 32, 63).mapToObj(bit -> check("3.5",
                        "a key with bit " + bit + " flipped is refused without an answer",
                        scene -> flipped(scene, bit))),
                IntStream.of(0, -1, 0x01020304).mapToObj(cid -> check("3.5",
                        "the header's id " + new ConnectionId(cid) + " need not follow from the key",
                        scene -> ownId(scene, new ConnectionId(cid)))),
                Stream.of(check("3.5", "nothing of later frames is looked at but type and length", this::laterFrames),
                        check("3.5", "later frames stay on the channel of the first, whatever they name",
                                this::otherChannel)))
                .flatMap(part -> part).toList();
    }

    private void unicode(Scene scene) {
        Actor watcher = scene.watcher();
        for (String uid : List.of("", "käyttäjä", "日本", "\ud83d\ude00", "a\u0000b", "n".repeat(300))) {
            scene.joins(uid, watcher);
        }
    }

    private void other(Scene scene, String uid, String keyOf) {
        Actor watcher = scene.watcher();
        Actor actor = scene.comes(uid);
        long key = target().key(actor.wire().local(), keyOf, scene.channel());
        refused(scene, watcher, actor, actor.first().withKey(key));
    }

    private void addressIsNoKey(Scene scene) {
        if (target().credentials().addressMode()) {
            throw new SkippedException("the server has no shared key");
        }
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        refused(scene, watcher, alice,
                alice.first().withKey(Credentials.none().key(alice.wire().local(), "alice", scene.channel())));
    }

    private void stolenAddress(Scene scene) {
        needsAddressMode();
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        long key = target().key(scene.comes("bob").wire().local(), "alice", scene.channel());
        refused(scene, watcher, alice, alice.first().withKey(key));
    }

    private void compressed(Scene scene) {
        needsAddressMode();
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        InetSocketAddress local = alice.wire().local();
        if (local.getAddress() instanceof Inet4Address || !local.getAddress().isLoopbackAddress()) {
            throw new SkippedException("the server is reached by IPv4 or from elsewhere");
        }
        String text = "[::1]:" + local.getPort();
        refused(scene, watcher, alice,
                alice.first().withKey(ConnectionKey.of(text, "alice", scene.channel())));
    }

    private void bothForms(Scene scene) {
        needsAddressMode();
        Actor watcher = scene.watcher();
        Actor dotted = scene.comes("dotted");
        InetSocketAddress local = dotted.wire().local();
        if (!AddressText.hasTwoForms(local)) {
            throw new SkippedException("the server is reached by IPv6");
        }
        Credentials credentials = target().credentials();
        Frame first = dotted.first().withKey(credentials.key(local, "dotted", scene.channel()));
        dotted.send(first);
        watcher.sees(first);
        Actor mapped = scene.comes("mapped");
        first = mapped.first().withKey(credentials.mappedKey(mapped.wire().local(), "mapped", scene.channel()));
        mapped.send(first);
        watcher.sees(first);
    }

    private void flipped(Scene scene, int bit) {
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        refused(scene, watcher, alice, alice.first().withKey(alice.key() ^ 1L << bit));
    }

    private void ownId(Scene scene, ConnectionId cid) {
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        Frame first = Frame.of(cid, alice.key(), alice.first().payload());
        alice.send(first);
        watcher.sees(first);
    }

    private void laterFrames(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        Frame[] frames = {alice.frame("another key").withKey(0), alice.frame("and one more").withKey(-1),
                Frame.of(watcher.cid(), watcher.key(), Message.of("watcher", scene.channel(), "of another").encode()),
                Frame.of(new ConnectionId(0), 0, Message.of("", "", "").encode()),
                Frame.of(alice.cid(), alice.key(), ByteBuffer.wrap(new byte[]{(byte) 0xff})),
                alice.raw(new byte[100])};
        alice.send(frames);
        watcher.sees(frames);
    }

    private void otherChannel(Scene scene) {
        Actor watcher = scene.watcher();
        try (Scene elsewhere = new Scene(target())) {
            Actor there = elsewhere.watcher();
            Actor alice = scene.joins("alice", watcher);
            Frame stray = Frame.of(alice.cid(), alice.key(),
                    Message.of("alice", elsewhere.channel(), "which channel?").encode());
            alice.send(stray);
            watcher.sees(stray);
            elsewhere.joins("bob", there);
        }
    }

    private void needsAddressMode() {
        if (!target().credentials().addressMode()) {
            throw new SkippedException("the server has a shared key");
        }
    }
}
