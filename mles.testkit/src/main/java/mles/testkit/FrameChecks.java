package mles.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mles.protocol.Frame;
import mles.protocol.Header;

/** Frames on a connection (SPEC 2). */
final class FrameChecks extends Scenes {
    private static final int MANY = 50;

    FrameChecks(ServerTarget target) {
        super(target);
    }

    List<Check> all() {
        return Stream.of(
                IntStream.of(1, 3, 16, 17, 70)
                        .mapToObj(size -> check("2", "frames may come in pieces of " + size + " bytes",
                                scene -> pieces(scene, size))),
                Stream.of(check("2", "frames in one segment and a FIN right behind them are all processed",
                        this::togetherAndGone),
                        check("2", "a partial last frame is dropped", this::partialLast),
                        check("2", "a frame with the largest payload passes", this::largest)),
                IntStream.of('N', 'm', 0, 'M' | 0x80)
                        .mapToObj(type -> check("2", "a first frame that starts with " + type + " ends the connection",
                                scene -> badFirst(scene, header(type, 5)))),
                Stream.of(check("2", "a first frame without payload ends the connection",
                        scene -> badFirst(scene, header('M', 0)))),
                IntStream.of('N', 'm', 0)
                        .mapToObj(type -> check("2", "a later frame that starts with " + type + " ends the connection",
                                scene -> badLater(scene, header(type, 5)))),
                Stream.of(check("2", "a later frame without payload ends the connection",
                        scene -> badLater(scene, header('M', 0)))))
                .flatMap(part -> part).toList();
    }

    private void pieces(Scene scene, int size) {
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        Frame[] frames = {alice.first(), alice.frame("one"), alice.raw((byte) 0), alice.frame("x".repeat(100))};
        byte[] stream = Scene.bytes(frames);
        for (int at = 0; at < stream.length; at += size) {
            alice.wire().send(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size)));
        }
        watcher.sees(frames);
    }

    private void togetherAndGone(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        Frame[] frames = Stream.concat(Stream.of(alice.first()),
                IntStream.range(0, MANY).mapToObj(i -> alice.frame("message " + i))).toArray(Frame[]::new);
        alice.send(frames).wire().fin();
        watcher.sees(frames);
    }

    private void partialLast(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        Frame whole = alice.frame("whole");
        byte[] stream = Scene.bytes(whole, alice.frame("never whole"));
        alice.wire().send(Arrays.copyOf(stream, stream.length - 1));
        alice.leaves();
        watcher.sees(whole);
        scene.joins("bob", watcher);
    }

    private void largest(Scene scene) {
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        Frame largest = alice.raw(new byte[Header.MAX_PAYLOAD]);
        alice.send(largest);
        watcher.sees(largest, alice.says("after it"));
    }

    private void badFirst(Scene scene, byte[] bad) {
        Actor watcher = scene.watcher();
        Actor alice = scene.comes("alice");
        alice.wire().offer(bad).offer(Scene.bytes(alice.first())).awaitSilentEnd();
        scene.joins("bob", watcher);
    }

    private void badLater(Scene scene, byte[] bad) {
        Actor watcher = scene.watcher();
        Actor alice = scene.joins("alice", watcher);
        Frame before = alice.says("before");
        alice.wire().offer(bad).offer(Scene.bytes(alice.frame("behind"))).untilEnd();
        watcher.sees(before);
        scene.joins("bob", watcher);
    }

    /** {@return a header and as many zero bytes as it announces} */
    private static byte[] header(int type, int length) {
        byte[] bytes = new byte[Header.SIZE + length];
        bytes[0] = (byte) type;
        bytes[3] = (byte) length;
        return bytes;
    }
}
