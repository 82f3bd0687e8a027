package mles.dist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import mles.dist.ImageProcess.Result;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishers, subscribers and the console client of the image, each a process of its own, and a server. */
@Timeout(60)
class TalkIT {
    private static final int FILE_SIZE = 300_000;

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"", "a shared key, schlüssel"})
    void fileReachesSubscribersEarlyAndLateByteForByte(String key) throws Exception {
        byte[] content = new byte[FILE_SIZE];
        new Random(8077).nextBytes(content);
        Path file = Files.write(folder.resolve("file"), content);
        Map<String, String> keys = Map.of("MLES_KEY", key);
        try (ServerProcess server = ServerProcess.start(keys);
                ImageProcess early = ImageProcess.start(keys, "sub", "-s", server.address(), "-c", "files", "-C", "1",
                        "--format", "raw")) {
            Result pub = ImageProcess.run(keys, "pub", "-s", server.address(), "-c", "files", "-f", file.toString());
            assertEquals(new Taken(0, "", ""), Taken.of(pub));
            Result late = ImageProcess.run(keys, "sub", "-s", server.address(), "-c", "files", "-C", "1", "--format",
                    "raw");
            assertArrayEquals(content, late.bytes());
            assertArrayEquals(content, early.end().bytes());
        }
    }

    @Test
    void anotherKeyIsRefusedWithOneLineAndOne() throws Exception {
        Path keyFile = Files.writeString(folder.resolve("key"), "the key\n");
        try (ServerProcess server = ServerProcess.start(Map.of("MLES_KEY", "the key"))) {
            String to = server.address();
            Result wrong = ImageProcess.run(Map.of("MLES_KEY", "another"), "pub", "-s", to, "-c", "a", "-m", "x");
            assertEquals(1, wrong.exit());
            // On a loaded machine the refusal comes when the join counts as accepted already, and has other words.
            assertTrue(wrong.err().startsWith("mles pub: refused: "), wrong.err());
            assertEquals(1, wrong.err().lines().count(), wrong.err());
            assertEquals(1, ImageProcess.run("sub", "-s", to, "-c", "a", "-W", "5").exit());
            Result right = ImageProcess.run("pub", "-s", to, "-c", "a", "-m", "x", "--key-file", keyFile.toString());
            assertEquals(new Taken(0, "", ""), Taken.of(right));
        }
    }

    @Test
    void subscriberEndsByCountOrTime() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of())) {
            String to = server.address();
            assertEquals(0, ImageProcess.run("pub", "-s", to, "-c", "a", "-u", "ann", "-m", "x", "--confirm").exit());
            assertEquals(new Taken(0, "ann: x\n", ""),
                    Taken.of(ImageProcess.run("sub", "-s", to, "-c", "a", "-C", "1")));
            assertEquals(new Taken(0, "ann: x\n", ""),
                    Taken.of(ImageProcess.run("sub", "-s", to, "-c", "a", "-W", "0.5")));
            assertEquals(new Taken(1, "ann: x\n", "mles sub: timed out: 1 of 2 messages within 0.5 s\n"),
                    Taken.of(ImageProcess.run("sub", "-s", to, "-c", "a", "-C", "2", "-W", "0.5")));
        }
    }

    @Test
    void subscriberSaysThatTheServerWent() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of("MLES_KEY", "secret"));
                ImageProcess sub = ImageProcess.start(Map.of("MLES_KEY", "secret"), "sub", "-s", server.address(), "-c",
                        "a")) {
            assertEquals(0, ImageProcess
                    .run(Map.of("MLES_KEY", "secret"), "pub", "-s", server.address(), "-c", "a", "-u", "b", "-m", "x")
                    .exit());
            assertEquals("b: x", sub.line());
            server.process().signal("TERM");
            assertEquals(0, server.process().end().exit());
            Result lost = sub.end();
            assertEquals(1, lost.exit());
            assertTrue(lost.err().startsWith("mles sub: lost: "), lost.err());
        }
    }

    @Test
    void subscriberEndsQuietlyWithItsReader() throws Exception {
        try (TestServer server = TestServer.start(Transport.NIO);
                Wire bob = server.join("bob", "a");
                ImageProcess pipe = ImageProcess.start(Path.of("sh"), Map.of("MLES_KEY", Frames.KEY), "-c",
                        "{ \"$0\" \"$@\"; echo \"exit $?\" >&2; } | head -1",
                        ImageProcess.IMAGE.resolve("bin/mles").toString(), "sub", "-s",
                        "127.0.0.1:" + server.address().getPort(), "-c", "a")) {
            Await.until("it is in", () -> server.stats().members() == 2);
            Await.until("it ends with a message that nothing reads", () -> {
                bob.send(Frames.message("bob", "a", "x"));
                return !pipe.isAlive();
            });
            assertEquals(new Taken(0, "bob: x\n", "exit 1\n"), Taken.of(pipe.end()));
        }
    }

    @Test
    void linesAreMessagesWhateverTheLocale() throws Exception {
        Map<String, String> plain = Map.of("LC_ALL", "C");
        try (ServerProcess server = ServerProcess.start(plain);
                ImageProcess pub = ImageProcess.start(plain, "pub", "-s", server.address(), "-c", "Gärten", "-u", "ann",
                        "-l")) {
            pub.type("eins ä\n\ndrei 🌱");
            assertEquals(new Taken(0, "", ""), Taken.of(pub.end()));
            Result sub = ImageProcess.run(plain, "sub", "-s", server.address(), "-c", "Gärten", "-C", "2", "--json");
            String cid = sub.out().replaceFirst("(?s).*?\"cid\":\"([0-9a-f]{8})\".*", "$1");
            String start = "{\"uid\":\"ann\",\"channel\":\"Gärten\",\"cid\":\"" + cid + "\",\"text\":\"";
            assertEquals(start + "eins ä\"}\n" + start + "drei 🌱\"}\n",
                    sub.out().replaceAll("\"received\":\"[^\"]*Z\",", ""));
        }
    }

    @Test
    void publisherNoticesThatTheServerWent() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of());
                ImageProcess pub = ImageProcess.start(Map.of(), "pub", "-s", server.address(), "-c", "a", "-l");
                ImageProcess sub = ImageProcess.start(Map.of(), "sub", "-s", server.address(), "-c", "a")) {
            pub.type("one\n");
            assertTrue(sub.line().endsWith(": one"));
            server.process().signal("KILL");
            Await.until("it ends, although its input does not", () -> !pub.isAlive());
            Result gone = pub.end();
            assertEquals(1, gone.exit());
            assertTrue(gone.err().contains("messages sent: 1, taken: "), gone.err());
            assertEquals(1, gone.err().lines().count(), gone.err());
        }
    }

    @Test
    void talkersSeeEachOther() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of());
                ImageProcess ann = ImageProcess.start(Map.of(), "chat", "-s", server.address(), "-u", "ann", "-c",
                        "hall");
                ImageProcess sub = ImageProcess.start(Map.of(), "sub", "-s", server.address(), "-c", "hall", "--format",
                        "json")) {
            ann.type("anybody?\n");
            while (!sub.line().contains("anybody?\\n")) {
                assertTrue(sub.isAlive());
            }
            try (ImageProcess bob = ImageProcess.start(Map.of(), "chat", "-s", server.address(), "-u", "bob")) {
                bob.type("hall\n");
                while (!bob.line().endsWith("ann: anybody?")) {
                    assertTrue(bob.isAlive());
                }
                bob.type("me\n");
                while (!ann.line().equals("bob: me")) {
                    assertTrue(ann.isAlive());
                }
                assertEquals(0, bob.end().exit());
            }
            assertEquals(0, ann.end().exit());
        }
    }

    /** A result whose parts are compared at once. */
    private record Taken(int exit, String out, String err) {
        static Taken of(Result result) {
            return new Taken(result.exit(), result.out(), result.err());
        }
    }
}
