package mles.server.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.server.config.ServerConfig;
import mles.server.spi.ServerEvents;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Headers of load balancers, good and hostile, in pieces of any size. */
class ProxyHeaderProperties {
    private static final InetSocketAddress BALANCER = new InetSocketAddress("192.0.2.1", 999);
    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final byte[] V4 = {(byte) 198, 51, 100, 7, (byte) 203, 0, 113, 1, 0x12, 0x34, 0x1f, (byte) 0x8d};
    private static final byte PROXY = 0x21;
    private static final byte LOCAL = 0x20;

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    private final List<InetSocketAddress> told = new ArrayList<>();
    private final ConnectionLimit limit = new ConnectionLimit(2, 1, 0);
    private final ConnectionCounters counters = new ConnectionCounters(limit, ServerEvents.NONE);
    private final LoadBalancers balancers = new LoadBalancers(ServerConfig.builder().build(), counters);

    /** Counts the connection as a front end does. */
    private final class FrontEndHandler extends ChannelInboundHandlerAdapter {
        private final InetSocketAddress client;

        FrontEndHandler(InetSocketAddress client) {
            this.client = client;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            told.add(client);
            counters.opened(client);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            counters.closed(client, CloseReason.LEFT, "");
        }
    }

    @Property(tries = 300)
    void clientIsKnownAndTheRestIsPassedOn(@ForAll @Size(max = 40) byte[] rest,
            @ForAll @Size(max = 300) byte[] extensions, @ForAll @IntRange(min = 1, max = 400) int piece) {
        EmbeddedChannel channel = open();
        long before = counters.closed(CloseReason.LEFT);
        byte[] header = header(PROXY, 0x11, join(V4, extensions));
        send(channel, join(header, rest), piece);
        assertEquals(new InetSocketAddress("198.51.100.7", 0x1234), told.removeLast());
        assertEquals(List.of(), told);
        assertArrayEquals(rest, received(channel));
        assertEquals(List.of(FrontEndHandler.class),
                channel.pipeline().toMap().values().stream().map(Object::getClass).toList(), "nothing is left of it");
        end(channel);
        assertEquals(before + 1, counters.closed(CloseReason.LEFT));
    }

    @Property(tries = 1000)
    void anyBytesEndOneConnectionAtMostWithAReason(@ForAll @Size(max = 600) byte[] bytes,
            @ForAll @IntRange(max = 16) int good, @ForAll @IntRange(min = 1, max = 700) int piece) {
        byte[] hostile = bytes.clone();
        byte[] start = Arrays.copyOf(header(PROXY, 0x11, V4), 16);
        System.arraycopy(start, 0, hostile, 0, Math.min(good, hostile.length));
        long before = counters.closed(CloseReason.BAD_FRAME);
        EmbeddedChannel channel = open();
        send(channel, hostile, piece);
        if (!channel.isOpen()) {
            assertEquals(before + 1, counters.closed(CloseReason.BAD_FRAME));
        }
        received(channel);
        end(channel);
        assertEquals(0, counters.closed(CloseReason.INTERNAL));
    }

    @Property(tries = 200)
    void oneWrongByteOfTheSignatureIsEnough(@ForAll @IntRange(max = 11) int at, @ForAll byte wrong) {
        byte[] header = Arrays.copyOf(SIGNATURE, at + 1);
        EmbeddedChannel channel = open();
        header[at] = wrong;
        send(channel, header, 100);
        assertEquals(wrong == SIGNATURE[at], channel.isOpen());
        end(channel);
    }

    @Example
    void addressOfIpv6() {
        byte[] addresses = new byte[36];
        addresses[0] = 0x20;
        addresses[1] = 1;
        addresses[15] = 9;
        addresses[33] = 80;
        EmbeddedChannel channel = open();
        send(channel, header(PROXY, 0x21, addresses), 100);
        assertEquals(List.of(new InetSocketAddress("2001::9", 80)), told);
        end(channel);
    }

    @Example
    void withoutAnAddressTheSocketsOwnStays() {
        for (byte[] header : List.of(header(LOCAL, 0, new byte[0]), header(LOCAL, 0xf1, V4),
                header(PROXY, 0, new byte[20]), header(PROXY, 0x31, new byte[216]))) {
            EmbeddedChannel channel = open();
            send(channel, header, 100);
            assertEquals(BALANCER, told.removeLast());
            end(channel);
        }
    }

    @Example
    void otherVersionsCommandsAndFamiliesAreRefused() {
        byte[] text = "PROXY TCP4 198.51.100.7 203.0.113.1 4660 8077\r\n".getBytes(StandardCharsets.US_ASCII);
        List<byte[]> all = List.of(text, header((byte) 0x11, 0x11, V4), header((byte) 0x01, 0x11, V4),
                header((byte) 0xff, 0x11, V4), header((byte) 0x22, 0x11, V4), header(PROXY, 0x41, V4),
                header(PROXY, 0x13, V4), header(PROXY, 0x11, new byte[11]), header(PROXY, 0x21, V4),
                header(PROXY, 0x11, new byte[5000]));
        for (byte[] header : all) {
            EmbeddedChannel channel = open();
            send(channel, header, 10_000);
            assertFalse(channel.isOpen(), () -> Arrays.toString(header));
            end(channel);
        }
        assertEquals(List.of(), told);
        assertEquals(all.size(), counters.closed(CloseReason.BAD_FRAME));
    }

    @Example
    void tooLongIsRefusedBeforeItIsThere() {
        EmbeddedChannel channel = open();
        send(channel, Arrays.copyOf(header(PROXY, 0x11, new byte[ProxyHeaderFrame.LONGEST]), 16), 1);
        assertFalse(channel.isOpen());
        end(channel);
    }

    @Example
    void halfAHeaderEndsInTime() {
        EmbeddedChannel channel = open();
        channel.freezeTime();
        send(channel, SIGNATURE, 1);
        channel.advanceTimeBy(9, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertTrue(channel.isOpen());
        send(channel, new byte[]{PROXY}, 1);
        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertFalse(channel.isOpen());
        end(channel);
        assertEquals(1, counters.closed(CloseReason.FIRST_FRAME_TIMEOUT));
    }

    @Example
    void halfAHeaderAndTheEndOfTheStream() {
        EmbeddedChannel channel = open();
        send(channel, SIGNATURE, 1);
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertFalse(channel.isOpen());
        end(channel);
        assertEquals(1, counters.closed(CloseReason.LEFT));
    }

    @Example
    void waitingOnesCountInAllAndGiveWay() {
        EmbeddedChannel first = open();
        EmbeddedChannel second = open();
        EmbeddedChannel third = open();
        first.runPendingTasks();
        assertFalse(first.isOpen(), "the oldest");
        assertTrue(second.isOpen() && third.isOpen(), "no limit per address");
        balancers.stop();
        second.runPendingTasks();
        third.runPendingTasks();
        EmbeddedChannel late = open();
        late.runPendingTasks();
        assertFalse(second.isOpen() || third.isOpen() || late.isOpen());
        List.of(first, second, third, late).forEach(EmbeddedChannel::finishAndReleaseAll);
        assertEquals(1, counters.closed(CloseReason.CONNECTION_LIMIT));
        assertEquals(3, counters.closed(CloseReason.SHUTDOWN));
        assertEquals(0, counters.open());
    }

    private EmbeddedChannel open() {
        EmbeddedChannel channel = EmbeddedChannel.builder().register(false).build();
        channel.config().setAllocator(memory);
        balancers.await(channel, BALANCER, (its, client) -> its.pipeline().addLast(new FrontEndHandler(client)));
        try {
            channel.register();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return channel;
    }

    private void send(EmbeddedChannel channel, byte[] bytes, int piece) {
        for (int at = 0; at < bytes.length && channel.isOpen(); at += piece) {
            channel.writeInbound(memory.buffer().writeBytes(bytes, at, Math.min(piece, bytes.length - at)));
        }
    }

    private static byte[] received(EmbeddedChannel channel) {
        ByteBuffer all = ByteBuffer.allocate(1000);
        for (ByteBuf in = channel.readInbound(); in != null; in = channel.readInbound()) {
            in.readBytes(all.limit(all.position() + in.readableBytes()));
            all.limit(all.capacity());
            in.release();
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    private void end(EmbeddedChannel channel) {
        channel.finishAndReleaseAll();
        assertEquals(0, counters.open());
        assertEquals(0, limit.addresses());
        assertEquals(0, memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory(), "all is released");
    }

    private static byte[] header(byte command, int family, byte[] body) {
        return ByteBuffer.allocate(16 + body.length).put(SIGNATURE).put(command).put((byte) family)
                .putShort((short) body.length).put(body).array();
    }

    private static byte[] join(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
    }
}
