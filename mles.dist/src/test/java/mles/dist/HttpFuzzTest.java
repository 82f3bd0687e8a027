package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mles.protocol.CloseReason;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.websocket.WebSocketSettings;
import org.junit.jupiter.api.Test;

/**
 * Requests with seeded damage, many on each connection, while a member listens: each answer is one that is told in docs/http.md, and no
 * connection ends for a fault of the server. {@code -Dmles.fuzz.http=1000000 -Dtest.seconds=3600} makes a long run of it.
 */
class HttpFuzzTest {
    private static final long ANSWERS = Long.getLong("mles.fuzz.http", 2000);
    private static final Duration LONGEST = Duration.ofSeconds(Long.getLong("test.seconds", 60));
    private static final long SEED = Long.getLong("mles.fuzz.first", 1);
    private static final int CLIENTS = 8;
    private static final int REQUESTS = 40;
    private static final int READ_MILLIS = 400;
    private static final Pattern STATUS = Pattern.compile("(?m)^HTTP/1\\.1 ([0-9]{3}) ");
    /** Those of docs/http.md, and those of the page and of upgrades. */
    private static final Set<Integer> STATUSES = Set.of(100, 101, 200, 204, 304, 400, 401, 403, 404, 405, 406, 408, 409,
            413, 414, 417, 422, 426, 429, 431, 503, 505);
    private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
    private static final List<String> GOOD = List.of("POST /channels/c" + HOST + "Content-Length: 5\r\n\r\nhello",
            "POST /channels/c?uid=a%20b" + HOST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "POST /channels/c" + HOST + "Idempotency-Key: 7\r\nContent-Length: 2\r\n\r\nhi",
            "POST /channels/d" + HOST + "Content-Type: application/x-ndjson\r\nContent-Length: 27\r\n\r\n"
                    + "{\"text\":\"a\"}\n{\"text\":\"bc\"}\n",
            "POST /tickets" + HOST + "Authorization: Bearer " + Frames.KEY + "\r\nContent-Length: 0\r\n\r\n",
            "GET /openapi.json" + HOST + "\r\n", "HEAD /openapi.json" + HOST + "\r\n",
            "OPTIONS /channels/c" + HOST + "Origin: http://localhost\r\nAccess-Control-Request-Method: POST\r\n\r\n",
            "POST /channels/%61%2f%00" + HOST + "Mles-Uid: x\r\nContent-Length: 1\r\n\r\n!",
            "POST /channels/c" + HOST + "Authorization: Bearer wrong\r\nContent-Length: 1\r\n\r\n!");
    private static final List<String> LAST = List.of("GET /channels/c?follow=0" + HOST + "\r\n",
            "GET /channels/c" + HOST + "Accept: application/json\r\n\r\n", "HEAD /channels/c" + HOST + "\r\n",
            "GET /channels/c?since=0000000000000001-1&follow=0" + HOST + "Accept: application/x-ndjson\r\n\r\n",
            "GET /" + HOST + "\r\n", "POST /channels/c" + HOST + "Connection: close\r\nContent-Length: 1\r\n\r\n.",
            Ws.upgrade());
    private static final String PIECES = "\r\n\0: ;,=%/?&{}\"\\09af\u00ff";

    @Test
    void eachRequestHasANamedAnswer() throws Exception {
        AtomicLong answers = new AtomicLong();
        long end = System.nanoTime() + LONGEST.toNanos();
        try (TestServer server = TestServer.start(Transport.NIO,
                config -> config.set(Settings.FRAME_TIMEOUT, Duration.ofMillis(100))
                        .set(Settings.FIRST_FRAME_TIMEOUT, Duration.ofMillis(100)).set(Settings.HISTORY_LIMIT, 20)
                        .set(WebSocketSettings.WS_TIMEOUT, Duration.ofMillis(300))
                        .set(Settings.JOIN_RATE_PER_ADDRESS, 0));
                Wire bob = server.join("bob", "quiet")) {
            List<CompletableFuture<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(SEED * CLIENTS + i);
                clients.add(Await.async(() -> {
                    int rounds = 0;
                    for (; answers.get() < ANSWERS && System.nanoTime() < end; rounds++) {
                        answers.addAndGet(round(server.browserAddress(), random));
                    }
                    return rounds;
                }));
            }
            int connections = 0;
            for (CompletableFuture<Integer> client : clients) {
                connections += client.get();
            }
            System.out.println("HttpFuzzTest: answers=" + answers + " connections=" + connections + " seed=" + SEED);
            assertTrue(answers.get() >= Math.min(ANSWERS, 500), "answers: " + answers);
            bob.send(Frames.message("bob", "quiet", "still there"));
            assertEquals(0, server.closes(CloseReason.INTERNAL));
            Await.until("the member is", () -> server.channel("quiet").frames() == 2);
        }
    }

    /** {@return the number of answers to the requests of one connection} */
    private static int round(InetSocketAddress server, Random random) throws IOException {
        StringBuilder all = new StringBuilder();
        for (int i = random.nextInt(REQUESTS); i > 0; i--) {
            all.append(damaged(random, GOOD, 3));
        }
        all.append(damaged(random, LAST, 2));
        String requests = all.toString();
        String said = ask(server, requests);
        if (said.isEmpty()) {
            return 0;
        }
        assertTrue(said.startsWith("HTTP/1.1 "), () -> said + "\nto\n" + requests);
        Matcher status = STATUS.matcher(said);
        int count = 0;
        while (status.find()) {
            assertTrue(STATUSES.contains(Integer.parseInt(status.group(1))), () -> said + "\nto\n" + requests);
            count++;
        }
        return count;
    }

    private static String ask(InetSocketAddress server, String requests) throws IOException {
        try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
            socket.setSoTimeout(READ_MILLIS);
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(requests.getBytes(StandardCharsets.ISO_8859_1));
                InputStream in = socket.getInputStream();
                byte[] chunk = new byte[8192];
                for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                    said.write(chunk, 0, count);
                }
            } catch (SocketTimeoutException e) {
                // A stream, or a WebSocket.
            } catch (IOException e) {
                // Closed with input unread.
            }
            return said.toString(StandardCharsets.ISO_8859_1);
        }
    }

    /** {@return one of them, good as it is in most cases: what comes behind damage is seldom read} */
    private static String damaged(Random random, List<String> from, int oneIn) {
        StringBuilder request = new StringBuilder(from.get(random.nextInt(from.size())));
        if (random.nextInt(4 * oneIn) > 0) {
            return request.toString();
        }
        for (int i = 1 + random.nextInt(4); i > 0 && request.length() > 1; i--) {
            int at = random.nextInt(request.length());
            int to = Math.min(request.length(), at + 1 + random.nextInt(8));
            switch (random.nextInt(6)) {
                case 0 -> request.deleteCharAt(at);
                case 1 -> request.setCharAt(at, PIECES.charAt(random.nextInt(PIECES.length())));
                case 2 -> request.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
                case 3 -> request.insert(at, request.substring(at, to));
                case 4 -> request.setCharAt(at, (char) random.nextInt(256));
                default -> request.insert(at, String.valueOf(request.charAt(at)).repeat(random.nextInt(300)));
            }
        }
        return request.toString();
    }
}
