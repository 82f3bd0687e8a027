package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** The command tells of each check, and by its exit code whether all passed. */
class ConformTest {
    private static final Map<String, String> KEY = Map.of("MLES_KEY", Frames.KEY);

    private final FakeShell shell = new FakeShell(KEY, false);

    @Test
    void aLineOfTapForEachCheck() {
        try (TestServer server = TestServer.start(Transport.NIO)) {
            assertEquals(0, conform(server, "--section", "5.1"), shell.out());
        }
        List<String> lines = shell.out().lines().toList();
        assertEquals("TAP version 14", lines.get(0));
        assertEquals("1.." + (lines.size() - 2), lines.get(1));
        for (int i = 2; i < lines.size(); i++) {
            assertTrue(lines.get(i).startsWith("ok " + (i - 1) + " - SPEC 5.1: "), lines.get(i));
        }
    }

    @Test
    void whatIsMissingIsNamedAndMakesItFail() {
        try (TestServer server = TestServer.start(Transport.NIO, config -> config.set(Settings.HISTORY_LIMIT, 5))) {
            assertEquals(1, conform(server, "--section", "5.3", "--history-limit", "6"), shell.out());
        }
        assertTrue(
                shell.out()
                        .contains("not ok 1 - SPEC 5.3: as many messages are kept as the limit says, the newest\n# "),
                shell.out());
        assertTrue(
                shell.out()
                        .contains("- SPEC 5.3: without history nothing is kept # SKIP the server keeps 6 messages\n"),
                shell.out());
    }

    @Test
    void aLineOfJsonForEachCheck() {
        try (TestServer server = TestServer.start(Transport.NIO, config -> config.set(Settings.HISTORY_LIMIT, 0))) {
            assertEquals(0, conform(server, "--section", "5.3", "--history-limit", "0", "--format", "json"),
                    shell.out());
        }
        assertTrue(shell.out().contains(
                "\"section\":\"5.3\",\"check\":\"without history nothing is kept\",\"result\":\"passed\"}\n"),
                shell.out());
        assertTrue(shell.out().contains("\"result\":\"skipped\",\"detail\":\"the server keeps 0 messages"),
                shell.out());
    }

    @Test
    void checkThatEndsTheReferenceIsMadeOnRequestOnly() {
        try (TestServer server = TestServer.start(Transport.NIO)) {
            assertEquals(0, conform(server, "--section", "9"), shell.out());
            assertTrue(shell.out().contains("# SKIP it ends a server that is the reference, SPEC 9, row 2"),
                    shell.out());
            FakeShell fatal = new FakeShell(KEY, false);
            assertEquals(0, fatal.execute("conform", "127.0.0.1:" + server.address().getPort(), "--section", "9",
                    "--include-fatal"));
            assertFalse(fatal.out().contains("# SKIP it ends"), fatal.out());
        }
    }

    @Test
    void aServerThatDoesNotLetUsInIsOneLine() {
        FakeShell stranger = new FakeShell(Map.of("MLES_KEY", "another"), false);
        try (TestServer server = TestServer.start(Transport.NIO)) {
            assertEquals(1, stranger.execute("conform", "127.0.0.1:" + server.address().getPort()));
        }
        assertEquals(1, stranger.err().lines().count(), stranger.err());
        assertTrue(stranger.err().contains("refused: "), stranger.err());
        assertFalse(stranger.out().contains("TAP"), stranger.out());
    }

    @Test
    void unknownSectionIsRefusedBeforeThereIsAConnection() {
        assertEquals(2, shell.execute("conform", "nowhere.invalid", "--section", "99"));
        assertTrue(shell.err().startsWith("mles conform: --section: expected one of 2, 3, 3.1, "), shell.err());
        assertTrue(shell.err().endsWith(", 9, was 99; see mles conform --help\n"), shell.err());
        assertEquals(1, shell.err().lines().count(), shell.err());
    }

    @Test
    void impossibleFigureIsRefusedBeforeThereIsAConnection() {
        assertEquals(2, shell.execute("conform", "nowhere.invalid", "--patience", "0"));
    }

    private int conform(TestServer server, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "conform";
        arguments[1] = "127.0.0.1:" + server.address().getPort();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return shell.execute(arguments);
    }
}
