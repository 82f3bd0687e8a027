package mles.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Header;

/** A stream is cut into frames in the same way, however it comes in (SPEC 2). */
final class CutterChecks {
    private static final List<byte[]> FRAMES = List.of(frame(1), frame(40), frame(300), frame(70_000), frame(2));

    private final Codec codec;

    CutterChecks(Codec codec) {
        this.codec = codec;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        for (int size : new int[]{1, 2, 3, 15, 16, 17, 40, 1000, 100_000}) {
            checks.add(Check.of("2", "frames are cut from pieces of " + size + " bytes", () -> cut(size)));
        }
        checks.add(Check.of("2", "the beginning of a frame is no frame", this::incomplete));
        checks.add(Check.of("2", "a later frame may have the largest payload", this::largest));
        for (byte type : new byte[]{0, 'm', 'N', (byte) ('M' | 0x80)}) {
            byte[] header = Arrays.copyOf(frame(1), Header.SIZE);
            header[0] = type;
            checks.add(Check.of("2", "a stream is given up at a frame that starts with " + (type & 0xff),
                    () -> givenUp(header)));
        }
        checks.add(Check.of("2", "a stream is given up at a frame without payload",
                () -> givenUp(new byte[]{Header.TYPE, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1})));
        return checks;
    }

    private void cut(int size) {
        byte[] stream = join(FRAMES);
        List<byte[]> seen = new ArrayList<>();
        Codec.Cutter cutter = codec.cutter();
        for (int at = 0; at < stream.length; at += size) {
            byte[] piece = Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size));
            Expect.that(cutter.feed(piece, seen::add), "the stream is given up before byte " + (at + piece.length));
        }
        same(FRAMES, seen);
    }

    private void incomplete() {
        byte[] frame = frame(40);
        for (int size = 0; size < frame.length; size++) {
            List<byte[]> seen = new ArrayList<>();
            Expect.that(codec.cutter().feed(Arrays.copyOf(frame, size), seen::add), "it is given up");
            Expect.equal(0, seen.size(), "frames in " + size + " bytes of " + frame.length);
        }
    }

    private void largest() {
        List<byte[]> frames = List.of(frame(1), frame(Header.MAX_PAYLOAD), frame(1));
        List<byte[]> seen = new ArrayList<>();
        Expect.that(codec.cutter().feed(join(frames), seen::add), "the stream is given up");
        same(frames, seen);
    }

    /** The frames before the fault count, whether they come with it or before it. */
    private void givenUp(byte[] bad) {
        List<byte[]> together = new ArrayList<>();
        Expect.that(!codec.cutter().feed(join(List.of(frame(5), bad)), together::add), "it is not given up");
        same(List.of(frame(5)), together);
        List<byte[]> apart = new ArrayList<>();
        Codec.Cutter cutter = codec.cutter();
        Expect.that(cutter.feed(frame(5), apart::add), "it is given up too early");
        Expect.that(!cutter.feed(bad, apart::add), "it is not given up when the fault comes later");
        same(List.of(frame(5)), apart);
    }

    private static void same(List<byte[]> due, List<byte[]> seen) {
        Expect.equal(due.size(), seen.size(), "frames");
        for (int i = 0; i < due.size(); i++) {
            Expect.equal(due.get(i), seen.get(i));
        }
    }

    private static byte[] frame(int payload) {
        byte[] content = new byte[payload];
        Arrays.fill(content, (byte) 'M');
        return CborOut.bytes(Frame.of(new ConnectionId(payload), -1L, ByteBuffer.wrap(content)).bytes());
    }

    private static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
