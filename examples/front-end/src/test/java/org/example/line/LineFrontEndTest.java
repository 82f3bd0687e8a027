package org.example.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import mles.server.MlesServer;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineFrontEndTest {
    private static final String ADDRESS = "line://127.0.0.1:0";

    private final MlesServer server = server(Duration.ofSeconds(10));
    private InetSocketAddress address = new InetSocketAddress(0);

    @BeforeEach
    void start() {
        address = startOf(server);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void linesGoToTheOtherMembers() throws IOException {
        try (Line bob = new Line(address); Line ann = new Line(address)) {
            bob.send("JOIN bob lab");
            ann.send("JOIN ann lab");
            assertEquals("bob: ", ann.read());
            assertEquals("ann: ", bob.read());
            ann.send("hello", "wörld\twide");
            assertEquals("ann: hello", bob.read());
            assertEquals("ann: wörld wide", bob.read());
            bob.send("hi");
            assertEquals("bob: hi", ann.read());
            assertEquals(2, server.stats().members(LineProvider.NAME));
        }
    }

    @Test
    void joinersGetTheHistory() throws IOException {
        try (Line ann = new Line(address); Line bob = new Line(address)) {
            ann.send("JOIN ann lab", "first");
            bob.send("JOIN bob lab");
            assertEquals("ann: ", bob.read());
            assertEquals("ann: first", bob.read());
        }
    }

    @Test
    void anythingElseEndsTheConnection() throws IOException {
        for (String first : new String[]{"HELLO", "JOIN ann", "x".repeat(100)}) {
            try (Line line = new Line(address)) {
                line.send(first);
                assertNull(line.read(), first);
            }
        }
    }

    @Test
    void aSilentConnectionEnds() throws IOException {
        try (MlesServer hasty = server(Duration.ofSeconds(1)); Line line = new Line(startOf(hasty))) {
            assertNull(line.read());
        }
    }

    @Test
    void aSilentConnectionStaysWithoutTheTimeout() throws IOException {
        try (MlesServer patient = server(Duration.ZERO); Line line = new Line(startOf(patient))) {
            line.socket.setSoTimeout(1_500);
            assertThrows(SocketTimeoutException.class, line::read);
        }
    }

    @Test
    void withAKeyItIsForThisMachineOnly() {
        MlesServer guarded = MlesServer.builder().listen("line://0.0.0.0:0").sharedKey("figs and dates and honey")
                .build();
        assertThrows(ConfigException.class, guarded::check);
    }

    private static MlesServer server(Duration firstFrame) {
        ServerConfig config = ServerConfig.builder().set(LineProvider.MAX, 64)
                .set(Settings.FIRST_FRAME_TIMEOUT, firstFrame).build();
        return MlesServer.builder().config(config).listen(ADDRESS).build();
    }

    private static InetSocketAddress startOf(MlesServer server) {
        return server.start().get(0).address();
    }

    /** A client. */
    private static final class Line implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Line(InetSocketAddress to) throws IOException {
            socket = new Socket(to.getAddress(), to.getPort());
            socket.setSoTimeout(10_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        void send(String... lines) throws IOException {
            socket.getOutputStream().write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }

        /** Returns the next line, or null at the end. */
        String read() throws IOException {
            try {
                return in.readLine();
            } catch (java.net.SocketException e) {
                return null; // reset, as something was left unread
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
