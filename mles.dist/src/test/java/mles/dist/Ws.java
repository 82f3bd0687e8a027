package mles.dist;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import mles.protocol.Message;
import mles.testkit.Envelopes;

/** The browser's end of a WebSocket, made by hand: what it sends may be anything. */
final class Ws implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int FIN = 0x80;

    private static final byte[] MASK = {1, 2, 3, 4};
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final Plug plug;

    /** A frame that came. */
    static final class Got {
        private final int first;
        private final byte[] body;

        private Got(int first, byte[] body) {
            this.first = first;
            this.body = body;
        }

        int opcode() {
            return first & 0xf;
        }

        boolean isFinal() {
            return (first & FIN) != 0;
        }

        byte[] body() {
            return body;
        }

        int code() {
            return ByteBuffer.wrap(body).getShort();
        }

        String closeText() {
            return new String(body, 2, body.length - 2, StandardCharsets.UTF_8);
        }
    }

    private Ws(InetSocketAddress server) {
        plug = new Plug(server);
    }

    /** A connection on which nothing was said. */
    static Ws dial(InetSocketAddress server) {
        return new Ws(server);
    }

    /** A WebSocket that is open. */
    static Ws open(InetSocketAddress server, String... headers) {
        Ws ws = dial(server);
        String answer = ws.request(upgrade(headers));
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError(answer);
        }
        return ws;
    }

    /** {@return a request for a WebSocket, with {@code headers} in place of those of the same name, or beside them} */
    static String upgrade(String... headers) {
        StringBuilder request = new StringBuilder("GET / HTTP/1.1\r\n");
        for (String line : List.of("Host: localhost", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + KEY, "Sec-WebSocket-Protocol: mles-websocket")) {
            String name = line.substring(0, line.indexOf(':') + 1);
            if (Arrays.stream(headers).noneMatch(header -> header.startsWith(name))) {
                request.append(line).append("\r\n");
            }
        }
        for (String header : headers) {
            if (!header.endsWith(":")) {
                request.append(header).append("\r\n");
            }
        }
        return request.append("\r\n").toString();
    }

    /** {@return the head of the answer to a request} */
    String request(String head) {
        send(head.getBytes(StandardCharsets.ISO_8859_1));
        return head();
    }

    /** {@return the head of the next answer} */
    String head() {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) octet());
        }
        return head.toString();
    }

    byte[] body(int length) {
        return read(length);
    }

    InetSocketAddress local() {
        return plug.local();
    }

    Ws send(byte... bytes) {
        plug.send(bytes);
        return this;
    }

    /** Sends a masked frame; {@code first} is its first byte. */
    Ws frame(int first, byte... body) {
        return send(bytes(first, body));
    }

    static byte[] bytes(int first, byte... body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (body.length < 126) {
            out.write(0x80 | body.length);
        } else if (body.length < 65_536) {
            out.write(0x80 | 126);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) body.length).array());
        } else {
            out.write(0x80 | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(body.length).array());
        }
        out.writeBytes(MASK);
        for (int i = 0; i < body.length; i++) {
            out.write(body[i] ^ MASK[i % MASK.length]);
        }
        return out.toByteArray();
    }

    static byte[] payload(String uid, String channel, String text) {
        return bytes(Message.of(uid, channel, text).encode());
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** Publishes, or joins. */
    Ws message(String uid, String channel, String text) {
        return frame(FIN | BINARY, payload(uid, channel, text));
    }

    /** Sends an envelope of mles-websocket-2. */
    Ws envelope(Envelopes envelope) {
        return frame(FIN | BINARY, envelope.encode());
    }

    /** {@return the next envelope of mles-websocket-2 that says something} */
    String nextEnvelope() {
        String text = Envelopes.text(ByteBuffer.wrap(nextPayload()));
        return text.equals("{alive=true}") ? nextEnvelope() : text;
    }

    /** {@return the next frame, pings left out} The end of the stream is an error. */
    Got next() {
        Got got = frame();
        while (got.opcode() == PING) {
            got = frame();
        }
        return got;
    }

    /** {@return the next frame, whatever it is} */
    Got frame() {
        int first = octet();
        int length = octet();
        if (length > 127) {
            throw new AssertionError("a server masks nothing");
        }
        int size = length == 126
                ? ByteBuffer.wrap(read(2)).getShort() & 0xffff
                : length == 127 ? (int) ByteBuffer.wrap(read(8)).getLong() : length;
        return new Got(first, read(size));
    }

    /** {@return the payload of the next message, all its fragments} */
    byte[] nextPayload() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Got got = next();
        if (got.opcode() != BINARY) {
            throw new AssertionError("opcode " + got.opcode() + " " + (got.opcode() == CLOSE ? got.closeText() : ""));
        }
        all.writeBytes(got.body());
        while (!got.isFinal()) {
            got = next();
            all.writeBytes(got.body());
        }
        return all.toByteArray();
    }

    Message nextMessage() {
        return Message.decode(ByteBuffer.wrap(nextPayload()));
    }

    String nextText() {
        return nextMessage().text();
    }

    /** {@return the close frame; messages before it are left out} Then the stream must end when it is answered. */
    Got awaitClose() {
        Got got = next();
        while (got.opcode() != CLOSE) {
            got = next();
        }
        try {
            frame(FIN | CLOSE, got.body());
        } catch (UncheckedIOException e) {
            // closed already
        }
        awaitEnd();
        return got;
    }

    void awaitEnd() {
        byte[] chunk = new byte[4096];
        while (plug.read(chunk, 0, chunk.length) >= 0) {
            // whatever comes before it
        }
    }

    void fin() {
        plug.fin();
    }

    @Override
    public void close() {
        plug.close();
    }

    private int octet() {
        return read(1)[0] & 0xff;
    }

    private byte[] read(int count) {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count;) {
            int more = plug.read(bytes, at, count - at);
            if (more < 0) {
                throw new AssertionError("the server closed");
            }
            at += more;
        }
        return bytes;
    }
}
