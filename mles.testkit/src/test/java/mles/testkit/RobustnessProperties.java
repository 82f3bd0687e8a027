package mles.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mles.protocol.FirstPayload;
import mles.protocol.FirstScan;
import mles.protocol.Frame;
import mles.protocol.FrameReader;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import mles.protocol.Resync;
import mles.testkit.jqwik.MlesDomain;
import mles.testkit.jqwik.Spelled;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/**
 * No bytes raise anything but {@link ProtocolException}, and none make a reader allocate more, garbage included, than
 * {@value #FACTOR} times their number and {@value #CONSTANT} bytes.
 */
@Domain(MlesDomain.class)
@Domain(DomainContext.Global.class)
class RobustnessProperties {
    private static final int FACTOR = 64;
    private static final int CONSTANT = 32 * 1024;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final List<Consumer<ByteBuffer>> READERS = List.of(Message::decode, in -> Resync.decode(in).frames(),
            FirstPayload::decode, Frame::copyOf, in -> Header.read(in, 0),
            in -> FirstScan.of(in, Header.MAX_PAYLOAD),
            in -> new FrameReader(Header.MAX_PAYLOAD).read(in, frame -> {
            }));

    @Property(tries = 5000)
    void randomBytes(@ForAll byte[] bytes) {
        checkAll(bytes);
    }

    @Property
    void mutatedMessages(@ForAll Spelled<Message> spelled, @ForAll Random random) {
        checkAll(mutated(spelled.bytes(), random));
    }

    @Property
    void mutatedResyncs(@ForAll Spelled<Resync> spelled, @ForAll Random random) {
        checkAll(mutated(spelled.bytes(), random));
    }

    @Property
    void mutatedFrames(@ForAll Frame frame, @ForAll Random random) {
        checkAll(mutated(CborOut.bytes(frame.bytes()), random));
    }

    @Property(tries = 2000)
    void manyTimesTheSameFewBytes(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] begin = List.of(new byte[]{(byte) 0x9f}, new byte[]{(byte) 0xbf, 0x61, 'x', (byte) 0x9f},
                new byte[]{(byte) 0xbf, 2, 0x5f}, new byte[]{(byte) 0xbf, 2, (byte) 0x9f},
                new byte[]{(byte) 0xbf, 0, 0x7f}, new byte[]{(byte) 0xbf, 0, (byte) 0x9f}, new byte[]{(byte) 0xbf},
                new byte[]{(byte) 0xbf, 0x61, 'x', 0x7f}).get(random.nextInt(8));
        byte[] again = new byte[1 + random.nextInt(3)];
        random.nextBytes(again);
        if (random.nextBoolean()) {
            again[0] = (byte) (random.nextInt(8) << 5);
        }
        ByteBuffer out = ByteBuffer.allocate(begin.length + 3000 * again.length).put(begin);
        for (int i = 0; i < 3000; i++) {
            out.put(again);
        }
        checkAll(out.array());
    }

    /** A head that claims up to 2^64 - 1 bytes or items, in each place where one is read. */
    @Property
    void hugeClaims(@ForAll("claims") byte[] claim, @ForAll("beginnings") byte[] begin) {
        checkAll(ByteBuffer.allocate(begin.length + claim.length + 3).put(begin).put(claim).array());
    }

    @Provide
    Arbitrary<byte[]> beginnings() {
        return Arbitraries.of(new byte[0], new byte[]{(byte) 0xa3, 0}, new byte[]{(byte) 0xa3}, new byte[]{(byte) 0x83},
                new byte[]{(byte) 0xa3, 2}, new byte[]{(byte) 0xa3, 3}, new byte[]{(byte) 0xa1, 0},
                new byte[]{(byte) 0xa1, 0, (byte) 0x81}, new byte[]{(byte) 0xa1, 0, (byte) 0x81, (byte) 0xa1, 0},
                new byte[]{(byte) 0xa3, 2, 0x5f}, new byte[]{(byte) 0xbf, 0, 0x7f},
                new byte[]{Header.TYPE, -1, -1, -1, 0, 0, 0, 0, 0});
    }

    @Provide
    Arbitrary<byte[]> claims() {
        List<byte[]> claims = Stream.of(0x5b, 0x7b, 0x9b, 0xbb)
                .flatMap(head -> Stream.of(Long.MIN_VALUE, Long.MAX_VALUE, -1L, 0x7fff_ffffL, 0x8000_0000L, 0xff_ffffL)
                        .map(size -> ByteBuffer.allocate(9).put(head.byteValue()).putLong(size).array()))
                .toList();
        return Arbitraries.of(claims);
    }

    /** {@return {@code bytes} with up to four of them flipped, inserted, removed, or cut off at one place} */
    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] mutant = bytes;
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(mutant.length + 1);
            int removed = Math.min(mutant.length - at, random.nextInt(3));
            byte[] put = new byte[random.nextInt(3)];
            random.nextBytes(put);
            ByteBuffer out = ByteBuffer.allocate(mutant.length + put.length).put(mutant, 0, at).put(put);
            if (random.nextInt(16) > 0) {
                out.put(mutant, at + removed, mutant.length - at - removed);
            }
            mutant = CborOut.bytes(out.flip());
        }
        return mutant;
    }

    /** Reads twice: what is loaded and linked once is not what is measured. */
    private static void checkAll(byte[] bytes) {
        for (int i = 0; i < READERS.size(); i++) {
            tryRead(READERS.get(i), bytes);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            tryRead(READERS.get(i), bytes);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated <= CONSTANT + (long) FACTOR * bytes.length,
                    "reader " + i + " allocated " + allocated + " for " + bytes.length + " bytes");
        }
    }

    private static void tryRead(Consumer<ByteBuffer> reader, byte[] bytes) {
        try {
            reader.accept(ByteBuffer.wrap(bytes));
        } catch (ProtocolException e) {
            // the one exception that bytes may raise
        }
    }
}
