package mles.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
import mles.testkit.Envelopes;
import mles.websocket.http.HttpServices;
import mles.websocket.http.TrustedProxies;
import org.jspecify.annotations.Nullable;

/** One connection of a client that offers mles-websocket-2, without sockets, before a {@link ScriptedGate}. */
final class EnvelopeBridge implements AutoCloseable {
    static final String BOTH = "mles-websocket-2, mles-websocket";

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final BrowserLimits LIMITS = new BrowserLimits(1000, 2000, 100, 3, 100, 1 << 20, 60 * SECOND,
            60 * SECOND, 8 * SECOND, 30 * SECOND);

    final ScriptedGate gate = new ScriptedGate();
    final TestSocket socket;
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
    private final AtomicLong held = new AtomicLong();
    private final ConnectionCounters connections = new ConnectionCounters(new ConnectionLimit(1, 0, 0),
            ServerEvents.NONE);
    private final BrowserRules rules;
    private final Cork cork = new Cork();
    private final ByteBuf out = Unpooled.buffer();
    private @Nullable WebSocketLoopContext loop;
    private long now;

    /** Holds back what is written while it is in. */
    private static final class Cork extends ChannelOutboundHandlerAdapter {
        private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
        private boolean in;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (in) {
                waiting.add(() -> ctx.writeAndFlush(message, promise));
            } else {
                ctx.write(message, promise);
            }
        }
    }

    EnvelopeBridge() {
        this(new BrowserRules(false, token -> false, List.of("same-host"), true));
    }

    EnvelopeBridge(BrowserRules rules) {
        this.rules = rules;
        this.socket = new TestSocket(allocator, this::furnish);
    }

    /** {@return a connection whose handshake is over} */
    static EnvelopeBridge open() throws Exception {
        EnvelopeBridge bridge = new EnvelopeBridge();
        String answer = bridge.request(BOTH);
        assertEquals("101 mles-websocket-2", answer);
        assertEquals(List.of("{hello=2, ping=8000}"), bridge.sent());
        return bridge;
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
                account, gate, connections, ChannelSecurity.NONE, 1 << 20, () -> ServerConfig.builder().build());
        channel.pipeline().addLast(cork);
        WebSocketLoopContext its = new WebSocketLoopContext(channel.eventLoop(), context, LIMITS,
                HttpServices.of(BrowserLimits.ofRequests(ServerConfig.builder().build()),
                        new TrustedProxies(List.of())),
                new LoopClock(() -> now));
        WebSocketFrontEnd.furnish(channel, InetSocketAddress.createUnresolved("browser", 1), its,
                new UpgradePolicy(rules), Assets.none());
        loop = its;
    }

    /** {@return the status of the answer, and the selected subprotocol} */
    String request(String offered, String... headers) throws Exception {
        socket.register();
        socket.freezeTime();
        String request = """
                GET / HTTP/1.1\r
                Host: localhost\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Protocol: %s\r
                %s\r
                """.formatted(offered, String.join("", headers));
        socket.writeInbound(
                ByteBufUtil.writeAscii(allocator, request));
        socket.runPendingTasks();
        collect();
        String all = out.toString(StandardCharsets.ISO_8859_1);
        int end = all.indexOf("\r\n\r\n") + 4;
        out.skipBytes(end);
        String selected = all.substring(0, end).lines().filter(line -> line.startsWith("sec-websocket-protocol: "))
                .findFirst().map(line -> line.substring(line.indexOf(' '))).orElse("");
        return all.split(" ", 3)[1] + selected;
    }

    EnvelopeBridge send(Envelopes... envelopes) {
        for (Envelopes envelope : envelopes) {
            byte[] bytes = envelope.encode();
            ByteBuf frame = allocator.directBuffer().writeByte(0x82);
            if (bytes.length < 126) {
                frame.writeByte(0x80 | bytes.length);
            } else {
                frame.writeByte(0x80 | 126).writeShort(bytes.length);
            }
            socket.writeInbound(frame.writeInt(0).writeBytes(bytes));
        }
        socket.runPendingTasks();
        return this;
    }

    /** Writes as the channel of {@code seat} does, whole frames of the WebSocket. */
    void write(ScriptedGate.Seat seat, String hex) {
        ByteBuf slice = allocator.directBuffer().writeBytes(ByteBufUtil.decodeHexDump(hex));
        seat.writing.add(slice);
        seat.member.write(slice, 0, slice.readableBytes());
        socket.runPendingTasks();
    }

    ScriptedGate.Seat seat(int index) {
        return gate.seats.get(index);
    }

    void cork() {
        cork.in = true;
    }

    void uncork() {
        while (!cork.waiting.isEmpty()) {
            cork.waiting.remove().run();
        }
        cork.in = false;
        socket.runPendingTasks();
    }

    /** Lets seconds pass one by one: a jump counts as time in which the process stood still. */
    void pass(int seconds) {
        Objects.requireNonNull(loop).start();
        socket.runPendingTasks();
        for (int i = 0; i < 4 * seconds; i++) {
            now += SECOND / 4;
            socket.advanceTimeBy(250, TimeUnit.MILLISECONDS);
            socket.runPendingTasks();
        }
    }

    /** {@return what came since the last call: maps, fragments and control frames} */
    List<String> sent() {
        socket.runPendingTasks();
        collect();
        List<String> frames = new ArrayList<>();
        while (out.isReadable()) {
            int first = out.readUnsignedByte();
            int length = out.readUnsignedByte();
            ByteBuf body = out.readSlice(length);
            frames.add(switch (first) {
                case 0x82 -> Envelopes.text(body.nioBuffer());
                case 0x88 -> "close " + body.readUnsignedShort() + " " + body.toString(StandardCharsets.UTF_8);
                case 0x89 -> "ping";
                default -> Integer.toHexString(first) + ":" + ByteBufUtil.hexDump(body);
            });
        }
        return frames;
    }

    long held() {
        return held.get();
    }

    private void collect() {
        for (ByteBuf bytes = socket.readOutbound(); bytes != null; bytes = socket.readOutbound()) {
            out.writeBytes(bytes);
            bytes.release();
        }
    }

    /** The other side goes; nothing may be left. */
    @Override
    public void close() {
        uncork();
        socket.close();
        socket.runPendingTasks();
        collect();
        for (ScriptedGate.Seat seat : List.copyOf(gate.seats)) {
            seat.member.close(CloseReason.LEFT);
        }
        socket.runPendingTasks();
        socket.checkException();
        assertEquals(0, connections.open(), "connections");
        assertEquals(0, held.get(), "bytes on the account");
        assertEquals(0, allocator.metric().usedDirectMemory(), "bytes of direct memory");
        assertEquals(0, allocator.metric().usedHeapMemory(), "bytes of memory");
    }
}
