package org.example.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import mles.server.MlesServer;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineFrontEndTest {
    private static final String ADDRESS = "line://127.0.0.1:0";

    private final MlesServer server = MlesServer.builder()
            .config(ServerConfig.builder().set(LineProvider.MAX, 64).build()).listen(ADDRESS).build();
    private InetSocketAddress address = new InetSocketAddress(0);

    @BeforeEach
    void start() {
        address = server.start().get(0).address();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void linesGoToTheOtherMembers() throws IOException {
        try (Line bob = new Line(); Line ann = new Line()) {
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
        try (Line ann = new Line(); Line bob = new Line()) {
            ann.send("JOIN ann lab", "first");
            bob.send("JOIN bob lab");
            assertEquals("ann: ", bob.read());
            assertEquals("ann: first", bob.read());
        }
    }

    @Test
    void anythingElseEndsTheConnection() throws IOException {
        for (String first : new String[]{"HELLO", "JOIN ann", "x".repeat(100)}) {
            try (Line line = new Line()) {
                line.send(first);
                assertNull(line.read(), first);
            }
        }
    }

    @Test
    void withAKeyItIsForThisMachineOnly() {
        MlesServer guarded = MlesServer.builder().listen("line://0.0.0.0:0").sharedKey("figs and dates and honey")
                .build();
        assertThrows(ConfigException.class, guarded::check);
    }

    /** A client. */
    private final class Line implements AutoCloseable {
        private final Socket socket = new Socket(address.getAddress(), address.getPort());
        private final BufferedReader in = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

        Line() throws IOException {
            socket.setSoTimeout(10_000);
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
