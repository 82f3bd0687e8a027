package mles.testkit;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mles.protocol.ConnectionKey;
import mles.protocol.FirstPayload;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.Resync;
import mles.testkit.VectorCase.FirstFrame;
import mles.testkit.VectorCase.Joined;
import mles.testkit.VectorCase.MessageDecode;
import mles.testkit.VectorCase.Reference;

/**
 * Golden vectors over the wire: first frames as they are, and encodings of messages as payloads of first frames (SPEC
 * 3.5, 4.2, 5.5). Their channel is exchanged for a fresh one of the same length, and their keys for those of this server.
 */
final class FirstFrameChecks extends Scenes {
    private static final String UID = "bob";
    private static final String CHANNEL = "lab";
    private static final int SPELLINGS = 20;

    FirstFrameChecks(ServerTarget target) {
        super(target);
    }

    List<Check> all() {
        Vectors vectors = Vectors.load();
        return Stream.of(vectors.firstFrames().stream().map(this::firstFrame),
                vectors.messageDecodes().stream().filter(vector -> vector.cbor().hasRemaining()).map(this::payload),
                IntStream.range(0, SPELLINGS).mapToObj(this::spelling),
                Stream.of(Misspelling.values()).map(this::misspelling)).flatMap(part -> part).toList();
    }

    private Check firstFrame(FirstFrame vector) {
        String section = vector.note().contains("resync") ? "5.5" : "3.5";
        String verdict = vector.joined().isPresent() ? " joins: " : " is refused: ";
        Check check = Check.of(section, vector.id() + verdict + vector.note(), () -> {
            String channel = vector.joined().map(Joined::channel).orElse(CHANNEL);
            String own = channel.equals(CHANNEL) ? Names.fresh(CHANNEL.length()) : channel;
            try (Scene scene = new Scene(target(), own)) {
                Actor watcher = scene.watcher();
                Actor newcomer = scene.comes(UID);
                byte[] bytes = exchange(CborOut.bytes(vector.frame()), CHANNEL, own);
                rekey(bytes, vector.sharedKey(), newcomer.wire().local(), own);
                verdict(scene, watcher, newcomer, Frame.copyOf(ByteBuffer.wrap(bytes)), vector.joined());
            }
        });
        if (vector.reference() == Reference.STOP) {
            return check.stopsReference("SPEC 9, row 2");
        }
        boolean same = vector.joined().isPresent() == (vector.reference() == Reference.ACCEPT);
        return same ? check : check.unlikeReference("SPEC 9, rows 1 and 3");
    }

    private void verdict(Scene scene, Actor watcher, Actor newcomer, Frame first, Optional<Joined> joined) {
        if (joined.isEmpty()) {
            refused(scene, watcher, newcomer, first);
            return;
        }
        newcomer.send(first);
        watcher.sees(delivered(first));
        Actor again = scene.comes(joined.get().uid());
        refused(scene, watcher, again, again.firstAs(joined.get().cid()));
    }

    /** {@return the frames that other members get of a first frame} */
    private List<Frame> delivered(Frame first) {
        return switch (FirstPayload.decode(first.payload())) {
            case Message message -> List.of(first);
            case Resync resync -> resync.frames().subList(0, target().historyLimit() > 0 ? resync.items().size() : 1);
        };
    }

    private Check payload(MessageDecode vector) {
        String verdict = vector.message().isPresent() ? " joins: " : " is refused: ";
        return Check.of("4.2", vector.id() + " in a first frame" + verdict + vector.note(), () -> {
            byte[] cbor = CborOut.bytes(vector.cbor());
            Optional<Message> message = vector.message();
            String channel = message.map(Message::channel).orElse(CHANNEL);
            String fresh = Names.fresh(channel.length());
            byte[] exchanged = exchange(cbor, channel, fresh);
            // One that is written in chunks stays what it is.
            String own = message.isPresent() ? Message.decode(ByteBuffer.wrap(exchanged)).channel() : fresh;
            offer(exchanged, message.map(Message::uid).orElse(UID), own, message.isPresent());
        });
    }

    private Check spelling(int seed) {
        return Check.of("4.2", "spelling " + seed + " of a message joins", () -> {
            Random random = new Random(seed);
            Message message = Message.of(UID, Names.fresh(16), "hello " + seed);
            offer(Spelling.any(message, random), UID, message.channel(), true);
        });
    }

    private Check misspelling(Misspelling mistake) {
        return Check.of("4.2", "first payloads are refused for " + mistake, () -> {
            for (int seed = 0; seed < SPELLINGS; seed++) {
                Message message = Message.of(UID, Names.fresh(16), "hello");
                byte[] cbor = mistake.of(message, new Random(seed));
                if (cbor.length > 0) {
                    offer(cbor, UID, message.channel(), false);
                }
            }
        });
    }

    /** Sends a first payload under the right key. */
    private void offer(byte[] cbor, String uid, String channel, boolean accepted) {
        try (Scene scene = new Scene(target(), channel)) {
            Actor watcher = scene.watcher();
            Actor newcomer = scene.comes(uid);
            Frame first = newcomer.raw(cbor);
            if (accepted) {
                newcomer.send(first);
                watcher.sees(first);
            } else {
                refused(scene, watcher, newcomer, first);
            }
        }
    }

    /** Puts the keys of this server where those of the vector's server are. */
    private void rekey(byte[] frame, String sharedKey, InetSocketAddress local, String channel) {
        replace(frame, longs(ConnectionKey.of(sharedKey, UID, CHANNEL)), longs(target().key(local, UID, channel)));
        replace(frame, longs(ConnectionKey.of(sharedKey, "", "")), longs(target().key(local, "", "")));
    }

    private static byte[] exchange(byte[] bytes, String channel, String own) {
        return replace(bytes.clone(), CborOut.utf8(channel), CborOut.utf8(own));
    }

    /** Replaces every occurrence by as many other bytes. */
    private static byte[] replace(byte[] in, byte[] old, byte[] fresh) {
        for (int at = 0; at + old.length <= in.length; at++) {
            if (old.length > 0 && ByteBuffer.wrap(in, at, old.length).equals(ByteBuffer.wrap(old))) {
                System.arraycopy(fresh, 0, in, at, fresh.length);
            }
        }
        return in;
    }

    private static byte[] longs(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
