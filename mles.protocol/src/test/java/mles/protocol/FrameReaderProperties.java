package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** However a byte stream is cut into pieces, it gives the same frames, then the same fault if it has one (SPEC 2). */
class FrameReaderProperties {
    private static final int MAX_PAYLOAD = 70_000;

    @Property(tries = 2000)
    void anySplitGivesTheSameFrames(@ForAll long seed) {
        Samples samples = new Samples(seed);
        List<Frame> frames = samples.frames(6);
        byte[] partial = begun(samples);
        List<Frame> read = new ArrayList<>();
        FrameReader reader = new FrameReader(MAX_PAYLOAD);
        for (ByteBuffer piece : pieces(stream(frames, partial), samples.random())) {
            reader.read(piece, read::add);
            assertFalse(piece.hasRemaining());
        }
        assertEquals(frames, read);
        assertEquals(partial.length, reader.held());
    }

    @Property(tries = 2000)
    void aFaultComesAfterTheFramesBeforeIt(@ForAll long seed) {
        Samples samples = new Samples(seed);
        List<Frame> frames = samples.frames(6);
        Fault fault = List.of(Fault.BAD_TYPE, Fault.EMPTY_PAYLOAD, Fault.TOO_LARGE).get(samples.random().nextInt(3));
        List<Frame> read = new ArrayList<>();
        FrameReader reader = new FrameReader(MAX_PAYLOAD);
        List<ByteBuffer> pieces = pieces(stream(frames, faulty(fault, samples)), samples.random());
        ProtocolException seen = assertThrows(ProtocolException.class,
                () -> pieces.forEach(piece -> reader.read(piece, read::add)));
        assertEquals(fault, seen.fault());
        assertEquals(frames, read);
    }

    @Property(tries = 1000)
    void theScannerFindsTheSameFrames(@ForAll long seed) {
        Samples samples = new Samples(seed);
        List<Frame> frames = samples.frames(6);
        byte[] partial = begun(samples);
        byte[] stream = stream(frames, partial);
        FrameScanner scanner = new FrameScanner();
        ByteBuffer in = ByteBuffer.wrap(stream);
        assertEquals(stream.length - partial.length, scanner.scan(in, MAX_PAYLOAD));
        assertEquals(0, in.position());
        assertEquals(frames.size(), scanner.frames());
        assertEquals(partial.length == 0 ? 0 : partial.length < 4 ? Header.SIZE : Header.SIZE + 100,
                scanner.pendingSize());
        assertNull(scanner.fault());
    }

    /** {@return the first bytes, perhaps none, of a frame with a payload of 100 bytes} */
    private static byte[] begun(Samples samples) {
        Frame frame = Frame.of(new ConnectionId(0), 0, ByteBuffer.wrap(samples.bytes(100)));
        byte[] begun = new byte[samples.random().nextInt(frame.size())];
        frame.bytes().get(begun);
        return begun;
    }

    /** {@return a header with that fault, and anything behind it} */
    private static byte[] faulty(Fault fault, Samples samples) {
        byte type = fault == Fault.BAD_TYPE ? (byte) 'm' : Header.TYPE;
        int length = fault == Fault.EMPTY_PAYLOAD ? 0 : MAX_PAYLOAD + 1;
        byte[] behind = samples.bytes(samples.random().nextInt(40));
        return ByteBuffer.allocate(4 + behind.length).putInt((type << 24) | length).put(behind).array();
    }

    private static byte[] stream(List<Frame> frames, byte[] end) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        frames.forEach(frame -> stream.writeBytes(Samples.bytes(frame.bytes())));
        stream.writeBytes(end);
        return stream.toByteArray();
    }

    private static List<ByteBuffer> pieces(byte[] stream, Random random) {
        int most = switch (random.nextInt(3)) {
            case 0 -> 20;
            case 1 -> 2000;
            default -> stream.length + 1;
        };
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int at = 0; at < stream.length;) {
            int size = Math.min(stream.length - at, random.nextInt(most + 1));
            ByteBuffer piece = ByteBuffer.wrap(stream, at, size);
            pieces.add(random.nextBoolean() ? piece : ByteBuffer.allocateDirect(size).put(piece).flip());
            at += size;
        }
        return pieces;
    }
}
