package mles.dist;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The client's end of a connection with HTTP, made by hand: what it sends may be anything. Characters stand for bytes. */
final class HttpWire implements AutoCloseable {
    private final Plug plug;
    private final byte[] chunk = new byte[8192];
    private int at;
    private int end;

    /** An answer; names of headers are in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    HttpWire(InetSocketAddress server) {
        plug = new Plug(server);
    }

    /** {@return a request with a body of known length} */
    static String post(String target, String body, String... headers) {
        StringBuilder request = new StringBuilder("POST " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body).toString();
    }

    /** {@return a chunk of a body, nothing for nothing} */
    static String chunk(String text) {
        return text.isEmpty() ? "" : Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    void send(String text) {
        plug.send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Answer ask(String request) {
        send(request);
        return answer();
    }

    /** {@return the next answer, whose body has a known length} */
    Answer answer() {
        String first = line();
        int status = Integer.parseInt(first.substring("HTTP/1.1 ".length()).substring(0, 3));
        Map<String, String> headers = headers();
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Answer(status, headers, text(length));
    }

    Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        return headers;
    }

    /** {@return the next line without its end} */
    String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = octet(); octet != '\n'; octet = octet()) {
            line.write(octet);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    /** {@return so many bytes} */
    String text(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) octet();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Waits for the end; whatever comes before it is left out. */
    void awaitEnd() {
        while (plug.read(chunk, 0, chunk.length) >= 0) {
            // whatever comes before it
        }
    }

    /** {@return all up to the end} */
    String rest() {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.write(chunk, at, Math.max(0, end - at));
        at = end;
        for (int count = plug.read(chunk, 0, chunk.length); count >= 0; count = plug.read(chunk, 0, chunk.length)) {
            rest.write(chunk, 0, count);
        }
        return rest.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        plug.close();
    }

    private int octet() {
        if (at == end) {
            end = plug.read(chunk, 0, chunk.length);
            at = 0;
            if (end < 0) {
                throw new AssertionError("the server closed");
            }
        }
        return chunk[at++];
    }
}
