package mles.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import mles.protocol.CloseReason;
import mles.server.config.ServerConfig;
import mles.server.spi.ServerEvents;
import mles.server.transport.ChannelSecurity;
import mles.server.transport.ConnectionCounters;
import mles.server.transport.ConnectionLimit;
import mles.server.transport.EventLoops;
import mles.server.transport.FrontEndContext;
import mles.server.transport.LoopClock;
import mles.server.transport.MemoryAccount;
import mles.websocket.http.HttpServices;
import mles.websocket.http.TrustedProxies;

/** One connection of a browser, without sockets, from its first byte to its end. Nothing may be left of it. */
final class Bridge {
    private static final InetSocketAddress REMOTE = InetSocketAddress.createUnresolved("browser", 1);
    private static final BrowserRules RULES = new BrowserRules(false, token -> false, List.of("same-host"), true);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final BrowserLimits LIMITS = new BrowserLimits(40_000, 60_000, 4096, 3, 0, 1 << 20, SECOND, SECOND,
            SECOND,
            SECOND);
    private static final Assets PAGE = Assets.load();
    private static final String UPGRADED = "HTTP/1.1 101 ";
    /** In seconds. */
    private static final int LONGER_THAN_CLOSING = 3;
    /** From here on codes mean what the two sides want them to. */
    private static final int FREE_CODES = 3000;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
    private final AtomicLong held = new AtomicLong();
    private final ConnectionCounters connections = new ConnectionCounters(new ConnectionLimit(1, 0, 0),
            ServerEvents.NONE);
    private final Random random;
    private final FakeGate gate;
    private final TestSocket socket;
    private final ByteBuf out = Unpooled.buffer();

    /** @param random of what the server does, and of how bytes are cut into pieces */
    Bridge(Random random) {
        this(random, false);
    }

    /** @param positions whether the server has them, and so can speak mles-websocket-2 */
    Bridge(Random random, boolean positions) {
        this.random = random;
        this.gate = new FakeGate(allocator, random, positions);
        this.socket = new TestSocket(allocator, this::furnish);
    }

    /** {@return the end of a connection on which that came in: status of HTTP, code of the close, reason} */
    String outcome(byte[] request, byte[] messages) throws Exception {
        socket.register();
        take(request);
        take(messages);
        collect();
        boolean told = !socket.isOpen() || code() != 0;
        if (told) {
            finish();
            assertFalse(socket.isOpen(), "it is told, and does not end");
        } else {
            // FIN, from the other side
            socket.close();
            finish();
        }
        collect();
        assertTrue(gate.isEmpty(), "members outlive their connection");
        assertEquals(0, connections.open(), "connections");
        assertEquals(0, held.get(), "bytes on the account");
        assertEquals(0, allocator.metric().usedDirectMemory(), "bytes of direct memory");
        assertEquals(0, allocator.metric().usedHeapMemory(), "bytes of memory");
        return status() + "/" + (code() < FREE_CODES ? code() : "free") + "/" + reason();
    }

    private void furnish(Channel channel) {
        MemoryAccount account = new MemoryAccount() {
            @Override
            public void take(long bytes) {
                held.addAndGet(bytes);
            }

            @Override
            public void give(long bytes) {
                held.addAndGet(-bytes);
            }
        };
        FrontEndContext context = new FrontEndContext(
                new EventLoops(channel.eventLoop(), channel.eventLoop(), NioServerSocketChannel.class, false),
                allocator,
                account, gate,
                connections, ChannelSecurity.NONE, 1 << 20, () -> ServerConfig.builder().build());
        WebSocketFrontEnd.furnish(channel, REMOTE,
                new WebSocketLoopContext(channel.eventLoop(), context, LIMITS,
                        HttpServices.of(BrowserLimits.ofRequests(ServerConfig.builder().build()),
                                new TrustedProxies(List.of())),
                        new LoopClock()),
                new UpgradePolicy(RULES),
                PAGE);
    }

    private void take(byte[] bytes) {
        int most = random.nextBoolean() ? bytes.length : 1 + random.nextInt(bytes.length + 1);
        for (int at = 0; at < bytes.length && socket.isOpen();) {
            if (!socket.config().isAutoRead() || random.nextInt(8) == 0) {
                gate.turn();
                socket.runPendingTasks();
            }
            if (!socket.isOpen() || !socket.config().isAutoRead()) {
                break;
            }
            int count = Math.min(bytes.length - at, 1 + random.nextInt(most));
            socket.writeInbound(allocator.directBuffer(count).writeBytes(bytes, at, count));
            at += count;
        }
    }

    private void finish() {
        gate.turn();
        socket.runPendingTasks();
        // Second by second: a jump counts as time in which the process stood still.
        for (int second = 0; second < LONGER_THAN_CLOSING; second++) {
            socket.advanceTimeBy(1, TimeUnit.SECONDS);
            socket.runPendingTasks();
        }
        socket.checkException();
    }

    private void collect() {
        for (ByteBuf bytes = socket.readOutbound(); bytes != null; bytes = socket.readOutbound()) {
            out.writeBytes(bytes);
            bytes.release();
        }
    }

    private String head() {
        String all = out.toString(StandardCharsets.ISO_8859_1);
        int end = all.indexOf("\r\n\r\n");
        return end < 0 ? "" : all.substring(0, end + 4);
    }

    private String status() {
        String head = head();
        return head.isEmpty() ? "0" : head.split(" ", 3)[1];
    }

    private int code() {
        String head = head();
        if (!head.startsWith(UPGRADED)) {
            return 0;
        }
        Received received = new Received();
        received.read(out.slice(head.length(), out.readableBytes() - head.length()));
        return received.code();
    }

    private CloseReason reason() {
        List<CloseReason> reasons = Stream.of(CloseReason.values()).filter(each -> connections.closed(each) > 0)
                .toList();
        assertEquals(1, reasons.size(), "reasons");
        assertFalse(reasons.contains(CloseReason.INTERNAL), "a fault of the server");
        return reasons.getFirst();
    }
}
