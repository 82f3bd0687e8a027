package mles.server.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mles.protocol.Fault;
import mles.protocol.FrameScanner;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** However the stream is cut by its reads, the same frames come out, and nothing stays behind. */
class FrameBatcherProperties {
    private static final int MOST = 1 << 20;

    @Property
    void anySplitGivesTheSameFrames(@ForAll @Size(max = 30) List<@IntRange(min = 1, max = 2000) Integer> payloads,
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 3000) Integer> reads, @ForAll boolean single) {
        Rig rig = new Rig();
        byte[] stream = stream(payloads);
        int at = 0;
        for (int read : reads) {
            int end = Math.min(stream.length, at + read);
            rig.feed(Arrays.copyOfRange(stream, at, end), MOST, single);
            at = end;
            assertEquals(at, rig.out.size() + rig.cutter.pending());
            assertEquals(rig.cutter.held(), rig.taken, "what is held is on the account");
        }
        rig.feed(Arrays.copyOfRange(stream, at, stream.length), MOST, single);
        assertArrayEquals(stream, rig.out.toByteArray());
        assertEquals(payloads.size(), rig.batches.stream().mapToInt(frames -> frames).sum());
        assertTrue(!single || rig.batches.stream().allMatch(frames -> frames == 1));
        assertEquals(0, rig.cutter.pending());
        assertEquals(0, rig.taken);
        assertNull(rig.cutter.fault());
    }

    @Property
    void whatIsWholeBeforeAFaultComesOut(@ForAll @Size(max = 5) List<@IntRange(min = 1, max = 50) Integer> payloads,
            @ForAll @IntRange(min = 1, max = 200) int read) {
        Rig rig = new Rig();
        byte[] good = stream(payloads);
        byte[] stream = Arrays.copyOf(good, good.length + 20);
        Arrays.fill(stream, good.length, stream.length, (byte) 'X');
        for (int at = 0; at < stream.length && rig.cutter.fault() == null; at += read) {
            rig.feed(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + read)), MOST, false);
        }
        assertEquals(Fault.BAD_TYPE, rig.cutter.fault());
        assertFalse(rig.cutter.detail().isEmpty());
        assertArrayEquals(good, rig.out.toByteArray());
    }

    @Test
    void aLongAnnouncementTakesNoMemory() {
        Rig rig = new Rig();
        rig.feed(Arrays.copyOf(stream(List.of(MOST)), 16), MOST, false);
        assertEquals(16, rig.cutter.pending());
        assertTrue(rig.taken <= 512, rig.taken + " bytes for a header");
        rig.cutter.clear();
        assertEquals(0, rig.taken);
    }

    @Test
    void aPayloadAboveTheLimitIsAFault() {
        Rig rig = new Rig();
        rig.feed(Arrays.copyOf(stream(List.of(101)), 4), 100, false);
        assertEquals(Fault.TOO_LARGE, rig.cutter.fault());
        rig.cutter.clear();
    }

    private static byte[] stream(List<Integer> payloads) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int number = 0;
        for (int size : payloads) {
            byte[] frame = new byte[16 + size];
            Arrays.fill(frame, (byte) number++);
            frame[0] = 'M';
            frame[1] = (byte) (size >> 16);
            frame[2] = (byte) (size >> 8);
            frame[3] = (byte) size;
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    /** A cutter with all that came out of it. */
    private static final class Rig implements MemoryAccount {
        private final FrameBatcher cutter = new FrameBatcher(new FrameScanner(), UnpooledByteBufAllocator.DEFAULT,
                this);
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final List<Integer> batches = new ArrayList<>();
        private long taken;

        void feed(byte[] read, int maxPayload, boolean single) {
            ByteBuf in = Unpooled.wrappedBuffer(read);
            while (cutter.next(in, maxPayload, single)) {
                byte[] batch = new byte[cutter.bytes()];
                cutter.batch().getBytes(cutter.at(), batch);
                out.writeBytes(batch);
                batches.add(cutter.frames());
            }
            in.release();
        }

        @Override
        public void take(long bytes) {
            taken += bytes;
        }

        @Override
        public void give(long bytes) {
            taken -= bytes;
        }
    }
}
