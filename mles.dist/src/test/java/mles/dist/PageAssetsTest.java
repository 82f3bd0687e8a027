package mles.dist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import mles.server.config.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The files of the chat page as a browser gets them. */
class PageAssetsTest {
    /** Bytes for all that the page needs before it can join, heads of the answers left out. */
    private static final int LARGEST = 40_000;
    private static final Pattern NEEDED = Pattern.compile("(?:src|href)=\"(page/[^\"]+)\"");
    private static final String HASHED = "page/page\\.[A-Z0-9]{8}\\.(js|css)";

    private final TestServer server = TestServer.start(Transport.AUTO);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void areFewSmallAndNamedByTheirContent() throws IOException {
        List<String> needed = needed();
        assumeTrue(needed.stream().anyMatch(name -> name.matches(HASHED)), "no esbuild for this machine, no bundle");
        assertEquals(3, needed.size(), needed.toString());
        int sum = get("/", "gzip").body.length;
        for (String name : needed) {
            Reply reply = get("/" + name, "gzip, deflate, br");
            sum += reply.body.length;
            boolean hashed = name.matches(HASHED);
            assertEquals(hashed ? "public, max-age=31536000, immutable" : "no-cache", reply.header("cache-control"));
            assertEquals(hashed ? "gzip" : "", reply.header("content-encoding"), name);
            assertEquals("accept-encoding", reply.header("vary"));
        }
        assertTrue(sum <= LARGEST, "the page: expected at most 40,000 bytes, was " + sum);
        assertEquals("no-cache", get("/", "gzip").header("cache-control"));
    }

    @Test
    void areTheSameWithAndWithoutCompression() throws IOException {
        for (String path : List.of("/", "/mles.js")) {
            Reply packed = get(path, "gzip");
            Reply plain = get(path, "gzip;q=0, identity");
            assertEquals("gzip", packed.header("content-encoding"));
            assertEquals("", plain.header("content-encoding"));
            assertFalse(packed.header("etag").equals(plain.header("etag")), "other bytes have another tag");
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body))) {
                assertArrayEquals(plain.body, in.readAllBytes());
            }
        }
    }

    @Test
    void areCompressedForThoseThatTakeIt() {
        for (String taken : List.of("gzip", "br, GZIP", "deflate;q=0.5,gzip ; q=0.5", "gzip;q=1.0")) {
            assertEquals("gzip", get("/mles.js", taken).header("content-encoding"), taken);
        }
        for (String other : List.of("br", "gzip;q=0", "gzip;q=0.000", "gzipped", "x")) {
            assertEquals("", get("/mles.js", other).header("content-encoding"), other);
        }
    }

    private List<String> needed() throws IOException {
        Reply page = get("/", "identity");
        List<String> needed = new ArrayList<>();
        NEEDED.matcher(new String(page.body, StandardCharsets.UTF_8)).results()
                .forEach(found -> needed.add(found.group(1)));
        return needed;
    }

    private Reply get(String path, String encodings) {
        try (Ws ws = Ws.dial(server.browserAddress())) {
            String head = ws.request(
                    "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: " + encodings + "\r\n\r\n");
            assertTrue(head.startsWith("HTTP/1.1 200 "), path + ": " + head);
            return new Reply(head, ws);
        }
    }

    private static final class Reply {
        private final String head;
        private final byte[] body;

        Reply(String head, Ws ws) {
            this.head = head;
            body = ws.body(Integer.parseInt(header("content-length")));
        }

        /** {@return its value, empty for none} */
        String header(String name) {
            return head.lines().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst().orElse("");
        }
    }
}
