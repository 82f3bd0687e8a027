package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mles.dist.ImageProcess.Result;
import mles.dist.plugged.Tape;
import mles.dist.plugged.Torn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A copy of the image, and what is dropped into it. */
@Timeout(120)
class PluginsIT {
    private static final Map<String, String> KEY = Map.of("MLES_KEY", "figs and dates and honey");

    @TempDir
    private Path folder = Path.of("");
    private Path image = Path.of("");
    private Path plugins = Path.of("");

    @BeforeEach
    void copy() throws Exception {
        image = folder.resolve("image");
        plugins = image.resolve("plugins");
        ImageCopy.to(image);
    }

    @Test
    void whatIsDroppedIntoTheImageIsThere() throws Exception {
        PluginJar.write(plugins.resolve("tape/tape-1.2.jar"), Tape.class);
        Result listed = run(Map.of(), "plugins");
        assertEquals("", listed.err());
        assertEquals(0, listed.exit());
        List<String> lines = listed.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
        assertTrue(lines.stream().anyMatch(line -> line.matches("history file \\d\\S+ ready in the image")),
                listed.out());
        assertEquals("history tape 1.2 ready " + plugins.resolve("tape/tape-1.2.jar"), lines.getLast());
        Result refused = run(Map.of(), "server", "--history", "tape:x");
        assertEquals("mles server: history: tape: it is a plugin's class in module tape\n", refused.err());
        assertEquals(2, refused.exit());
    }

    @Test
    void aBrokenOneStopsTheServerOnlyWhenItIsAskedFor() throws Exception {
        PluginJar.write(plugins.resolve("torn/torn-1.jar"), Torn.class);
        Result refused = run(Map.of(), "server", "--history", "torn:x");
        assertEquals(2, refused.exit());
        assertTrue(refused.err().contains("plugin " + plugins.resolve("torn") + " is broken: "), refused.err());
        assertTrue(refused.err().endsWith(
                "mles server: history: expected one of [file], was torn; a plugin may provide it, see mles plugins\n"),
                refused.err());
        try (ImageProcess server = start(Map.of(), "server", "--listen", "tcp://127.0.0.1:0")) {
            ServerProcess.address(server.line());
            server.signal("TERM");
            Result ended = server.end();
            assertEquals(0, ended.exit());
            assertTrue(ended.err().contains("the tape is torn"), ended.err());
        }
    }

    /** The plugin of this project, and a real Redis. */
    @Test
    void historyIsInRedisOverARestart() throws Exception {
        try (TestRedis redis = TestRedis.start(folder)) {
            String store = addRedis(redis);
            for (int i = 0; i < 3; i++) {
                try (ImageProcess server = start(KEY, "server", "--listen", "tcp://127.0.0.1:0", "--history", store)) {
                    String address = ServerProcess.address(server.line());
                    assertEquals("", run(KEY, "pub", "-s", address, "-c", "lab", "-u", "ann", "-m", "" + i).err());
                    Result got = run(KEY, "sub", "-s", address, "-c", "lab", "-C", "" + (i + 1));
                    assertEquals(List.of("ann: 0", "ann: 1", "ann: 2").subList(0, i + 1), got.out().lines().toList(),
                            got.err());
                    server.signal("TERM");
                    Result ended = server.end();
                    assertEquals(0, ended.exit());
                    assertFalse(ended.err().contains("WARN"), ended.err());
                }
            }
            Result shown = run(Map.of(), "history", "export", store, "lab");
            assertEquals(0, shown.exit(), shown.err());
            assertTrue(shown.out().lines().count() >= 3, shown.out());
        }
    }

    @Test
    void redisGivesTwoServersTheSameChannels() throws Exception {
        try (TestRedis redis = TestRedis.start(folder)) {
            ImageCopy.addPlugin(image, "redis");
            String[] command = {"server", "--listen", "tcp://127.0.0.1:0", "--cluster",
                    "redis://127.0.0.1:" + redis.port()};
            try (ImageProcess here = start(KEY, command); ImageProcess there = start(KEY, command)) {
                String near = ServerProcess.address(here.line());
                String far = ServerProcess.address(there.line());
                assertEquals("", run(KEY, "pub", "-s", near, "-c", "lab", "-u", "ann", "-m", "hello").err());
                assertEquals("ann: hello\n", run(KEY, "sub", "-s", far, "-c", "lab", "-C", "1").out());
                here.signal("TERM");
                Result ended = here.end();
                assertEquals(0, ended.exit(), ended.err());
                assertTrue(ended.err().contains("cluster-persistence"), ended.err());
                assertFalse(ended.err().contains("\tat "), ended.err());
            }
        }
    }

    @Test
    void redisThatIsAwayGivesNoStackTrace() throws Exception {
        try (TestRedis redis = TestRedis.start(folder);
                ImageProcess server = start(KEY, "server", "--listen", "tcp://127.0.0.1:0", "--history",
                        addRedis(redis))) {
            String address = ServerProcess.address(server.line());
            assertEquals("", run(KEY, "pub", "-s", address, "-c", "lab", "-m", "0").err());
            redis.kill();
            assertEquals("", run(KEY, "pub", "-s", address, "-c", "attic", "-m", "1").err());
            server.signal("TERM");
            Result ended = server.end();
            assertTrue(ended.err().contains("store-load-failed"), ended.err());
            assertFalse(ended.err().contains("\tat "), ended.err());
        }
    }

    /** The front end of the examples, with clients that know no more than lines. */
    @Test
    void aFrontEndListensForItsOwnScheme() throws Exception {
        LinePlugin.write(plugins);
        try (ImageProcess server = start(Map.of(), "server", "--listen", "line://127.0.0.1:0", "--line-max", "64")) {
            String line = server.line();
            assertTrue(line.startsWith("mles: listening on line://127.0.0.1:"), line);
            int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            try (Socket bob = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket ann = new Socket(InetAddress.getLoopbackAddress(), port)) {
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(bob.getInputStream(), StandardCharsets.UTF_8));
                bob.setSoTimeout(10_000);
                ann.getOutputStream().write("JOIN ann lab\n".getBytes(StandardCharsets.UTF_8));
                bob.getOutputStream().write("JOIN bob lab\n".getBytes(StandardCharsets.UTF_8));
                assertEquals("ann: ", lines.readLine());
                ann.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
                assertEquals("ann: hello", lines.readLine());
            }
            server.signal("TERM");
            assertEquals(0, server.end().exit());
        }
    }

    @Test
    void theModulesOfJavaThatPluginsMayExpectAreThere() throws Exception {
        Result result = run(Map.of("MLES_JAVA_OPTS", "-XX:AOTMode=off --show-module-resolution"), "--version");
        for (String module : List.of("java.management", "java.naming", "java.net.http")) {
            assertTrue(result.out().contains("root " + module + " ") || result.out().contains(" " + module + " "),
                    module);
        }
    }

    /** {@return the argument of the store} */
    private String addRedis(TestRedis redis) throws Exception {
        ImageCopy.addPlugin(image, "redis");
        return "redis:127.0.0.1:" + redis.port();
    }

    private Result run(Map<String, String> environment, String... arguments) throws Exception {
        try (ImageProcess process = start(environment, arguments)) {
            return process.end();
        }
    }

    private ImageProcess start(Map<String, String> environment, String... arguments) throws IOException {
        return ImageProcess.start(image.resolve("bin/mles"), environment, arguments);
    }
}
