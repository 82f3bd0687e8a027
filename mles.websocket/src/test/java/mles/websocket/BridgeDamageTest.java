package mles.websocket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.function.LongFunction;
import mles.testkit.Corpus;
import mles.testkit.Damage;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes on a connection of a browser, it ends alone, with a known code and a reason that is not our fault, and
 * nothing is left of it. The properties that say how much is tried are those of {@code DamageTest} in the kit.
 */
class BridgeDamageTest {
    private static final Path KEPT = Path.of("src", "test", "resources", "mles", "websocket");
    private static final long FIRST = Long.getLong("mles.fuzz.first", 1);
    private static final long COUNT = Long.getLong("mles.fuzz", 3000);
    private static final Damage DAMAGE = Damage.of("secret");
    private static final byte[] UPGRADE = """
            GET / HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Protocol: mles-websocket\r
            Origin: http://localhost\r
            \r
            """.getBytes(StandardCharsets.US_ASCII);

    @Test
    void messages() throws IOException {
        run("messages.txt", DAMAGE::browser, messages -> outcome(UPGRADE, messages));
    }

    @Test
    void requests() throws IOException {
        run("requests.txt", number -> DAMAGE.harmed(UPGRADE, number), request -> outcome(request, new byte[0]));
    }

    private static void run(String name, LongFunction<byte[]> inputs, Function<byte[], String> subject)
            throws IOException {
        Corpus corpus = Corpus.read(Objects.requireNonNull(BridgeDamageTest.class.getResourceAsStream(name)));
        corpus.replay(subject);
        corpus.explore(FIRST, COUNT, inputs, subject);
        if (Boolean.getBoolean("mles.fuzz.keep")) {
            Files.writeString(KEPT.resolve(name), corpus.text());
        }
    }

    private static String outcome(byte[] request, byte[] messages) {
        int seed = 31 * Arrays.hashCode(request) + Arrays.hashCode(messages);
        try {
            return new Bridge(new Random(seed)).outcome(request, messages);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
