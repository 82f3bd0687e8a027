package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import mles.client.ServerAddress;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Header;
import org.junit.jupiter.api.Test;

/** With a heap of 64 MiB, as in a small container, nothing that clients send ends the server. */
class SmallHeapIT {
    private static final Map<String, String> SMALL = Map.of("MLES_KEY", Frames.KEY, "MLES_MEMORY_LIMIT", "63MiB",
            "MLES_JAVA_OPTS", "-Xmx64m");
    private static final String LONG = "n".repeat(4000);

    @Test
    void firstFramesOfAnyShape() throws Exception {
        try (ServerProcess server = ServerProcess.start(SMALL)) {
            InetSocketAddress address = address(server);
            String rest = " 67'channel' 61'c' 67'message' 40";
            String frame = "4d 000001 00000000 0000000000000000 00";
            for (byte[] payload : new byte[][]{
                    payload("a3 63'uid' 7f", "78 60" + "61".repeat(93) + "e282ac", "ff" + rest),
                    payload("a3 63'uid' 60 67'channel' 60 67'message' 5f", "41 00", "ff"),
                    payload("83 60 60 9f", "00", "ff"),
                    payload("bf 61'x' 9f", "00", "ff 63'uid' 60" + rest + " ff"),
                    payload("bf", "61'x' 00", "63'uid' 60" + rest + " ff"),
                    payload("a1 6e'resync_message' 9f", "81 51" + frame, "ff"),
                    payload("a1 6e'resync_message' 81 81 9f", "18 ff", "ff")}) {
                try (Wire wire = Wire.connect(address)) {
                    wire.offer(Frames.bytes(Frame.of(new ConnectionId(1), 1, ByteBuffer.wrap(payload))));
                    wire.awaitSilentEnd();
                }
                assertTrue(server.process().isAlive(), server.process().log());
            }
            assertServes(server);
        }
    }

    @Test
    void channelsOfLongNames() throws Exception {
        try (ServerProcess server = ServerProcess.start(SMALL)) {
            InetSocketAddress address = address(server);
            for (int i = 0; i < 10_000; i++) {
                try (Wire wire = Wire.connect(address)) {
                    wire.send(Frames.message(LONG, LONG + i, "")).fin().untilEnd();
                }
            }
            assertServes(server);
        }
    }

    private static void assertServes(ServerProcess server) throws Exception {
        try (Wire wire = Wire.connect(address(server))) {
            wire.send(Frames.message("u", "c", ""), Frames.message("u", "c", "text")).fin().untilEnd();
        }
        server.process().signal("TERM");
        ImageProcess.Result result = server.process().end();
        assertEquals(0, result.exit(), result.err());
    }

    private static InetSocketAddress address(ServerProcess server) {
        ServerAddress address = ServerAddress.parse(server.address());
        return new InetSocketAddress(address.host(), address.port());
    }

    /** {@return the longest payload of {@code begin}, {@code again} as often as it fits, and {@code end}} */
    private static byte[] payload(String begin, String again, String end) {
        byte[] first = bytes(begin);
        byte[] part = bytes(again);
        byte[] last = bytes(end);
        int times = (Header.MAX_PAYLOAD - first.length - last.length) / part.length;
        byte[] all = Arrays.copyOf(first, first.length + times * part.length + last.length);
        for (int i = 0; i < times; i++) {
            System.arraycopy(part, 0, all, first.length + i * part.length, part.length);
        }
        System.arraycopy(last, 0, all, all.length - last.length, last.length);
        return all;
    }

    /** {@return the bytes of {@code spelled}: hexadecimal digits, and text in quotes} */
    private static byte[] bytes(String spelled) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean quoted = false;
        for (String part : spelled.split("'", -1)) {
            out.writeBytes(quoted
                    ? part.getBytes(StandardCharsets.UTF_8)
                    : HexFormat.of().parseHex(part.replace(" ", "")));
            quoted = !quoted;
        }
        return out.toByteArray();
    }
}
