package mles.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Credentials;
import mles.protocol.FirstScan;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.server.admission.KeyRing;
import mles.server.admission.AdmissionPolicy;
import mles.server.admission.AdmissionGate;
import mles.server.channel.HubLimits;
import mles.server.channel.HubContext;
import mles.server.channel.HubControl;
import mles.server.channel.Hubs;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.reclaim.MemoryReclaimers;
import mles.server.memory.MemoryBudget;
import mles.server.spi.Retention;
import mles.server.spi.ServerEvents;
import mles.server.transport.AddressRateLimiter;
import mles.server.transport.Gate;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One turn of an event loop: a batch of frames is appended to a channel's log, and every member gets its slice. Members
 * take everything at once, so this is the hub alone, without sockets. Time for one turn.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HubBenchmark {
    private static final String KEY = "a key";
    private static final String CHANNEL = "a channel";
    private static final InetSocketAddress REMOTE = new InetSocketAddress("192.0.2.1", 49152);
    private static final HubLimits LIMITS = new HubLimits(new Retention(100, 64 << 20, Duration.ZERO), new SlowReaderPolicy(32 << 20, 2_000_000_000L), 1000, 0, 1 << 30, 4096, 10_000_000_000L);

    @Param({"1", "100", "1000"})
    private int members;
    @Param({"1", "100"})
    private int frames;
    @Param("64")
    private int size;

    private final EmbeddedChannel hand = new EmbeddedChannel();
    private final Credentials credentials = Credentials.of(KEY, null);
    private final Hubs hubs = new Hubs(List.of(hand.eventLoop()),
            new HubContext(PooledByteBufAllocator.DEFAULT, new MemoryBudget(1L << 30), LIMITS, name -> LIMITS,
                    ServerEvents.NONE, null, null, null, new MemoryReclaimers(), null));
    private final HubControl control = new HubControl(hubs);
    private final Gate gate = new AdmissionGate(hubs, PooledByteBufAllocator.DEFAULT, new KeyRing(credentials, List.of(), InstantSource.system()),
            new AdmissionPolicy("", false, new AddressRateLimiter(0), new AddressRateLimiter(0), null));
    private final ByteBuf batch = PooledByteBufAllocator.DEFAULT.directBuffer();
    private Membership publisher = Membership.NONE;

    /** Takes every slice at once. */
    private static final class Taker implements Member {
        private final EventLoop loop;
        private Membership membership = Membership.NONE;

        Taker(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public EventLoop loop() {
            return loop;
        }

        @Override
        public String kind() {
            return "tcp";
        }

        @Override
        public void write(ByteBuf from, int at, int bytes) {
            membership.written(true);
        }

        @Override
        public long held() {
            return 0;
        }

        @Override
        public void reading(boolean wanted) {
        }

        @Override
        public void close(CloseReason reason) {
            if (reason != CloseReason.LEFT) {
                throw new IllegalStateException("a member was closed: " + reason);
            }
        }
    }

    @Setup
    public void join() {
        for (int i = 0; i < members; i++) {
            join("s" + i);
        }
        publisher = join("p");
        Frame frame = frame("p", new byte[size]);
        for (int i = 0; i < frames; i++) {
            batch.writeBytes(frame.bytes());
        }
        hand.runPendingTasks();
    }

    @TearDown
    public void close() {
        batch.release();
        control.close();
    }

    @Benchmark
    public void publishAndFlush() {
        publisher.publish(batch, batch.readerIndex(), batch.readableBytes(), frames);
        hand.runPendingTasks();
    }

    private Membership join(String uid) {
        Taker taker = new Taker(hand.eventLoop());
        Frame frame = frame(uid, new byte[0]);
        ByteBuf first = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(frame.bytes());
        taker.membership = gate.admit(first, FirstScan.of(frame.payload(), Header.MAX_PAYLOAD), REMOTE, taker);
        first.release();
        return taker.membership;
    }

    private Frame frame(String uid, byte[] payload) {
        long key = credentials.key(REMOTE, uid, CHANNEL);
        return Frame.of(ConnectionId.of(key), key, Message.of(uid, CHANNEL, payload));
    }
}
