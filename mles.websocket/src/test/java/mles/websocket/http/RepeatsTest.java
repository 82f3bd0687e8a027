package mles.websocket.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import mles.server.spi.Position;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private static final Digest BODY = Digest.of("body");
    private static final Receipt RECEIPT = new Receipt(new Position(1, 2), 0);

    private long now;

    @Test
    void aRepeatGetsTheOutcomeOfTheFirstRequest() {
        Repeats repeats = new Repeats(10, 100, () -> now);
        Repeats.Claim first = repeats.claim(Digest.of("key"), BODY);
        assertNull(first.outcome());
        assertEquals(409, status(repeats.claim(Digest.of("key"), BODY)));
        entry(first).done(RECEIPT);
        assertEquals(RECEIPT, repeats.claim(Digest.of("key"), BODY).outcome());
        assertEquals(422, status(repeats.claim(Digest.of("key"), Digest.of("another body"))));
        assertNull(repeats.claim(Digest.of("another key"), BODY).outcome());
    }

    @Test
    void aRequestThatPublishedNothingIsForgotten() {
        Repeats repeats = new Repeats(10, 100, () -> now);
        entry(repeats.claim(Digest.of("key"), BODY)).forget();
        entry(repeats.claim(Digest.of("key"), Digest.of("another body")));
    }

    @Test
    void outcomesAreKeptForATime() {
        Repeats repeats = new Repeats(10, 100, () -> now);
        entry(repeats.claim(Digest.of("key"), BODY)).done(RECEIPT);
        now = 99;
        assertEquals(RECEIPT, repeats.claim(Digest.of("key"), BODY).outcome());
        now = 100;
        entry(repeats.claim(Digest.of("key"), BODY));
        assertEquals(1, repeats.size());
    }

    /** Those that are forgotten early take their place until then, so that the memory is bounded. */
    @Test
    void theOldestOutcomesMakeRoom() {
        Repeats repeats = new Repeats(3, 100, () -> now);
        for (int i = 0; i < 1000; i++) {
            Repeats.Entry entry = entry(repeats.claim(Digest.of("key" + i), BODY));
            if (i % 2 == 0) {
                entry.forget();
            }
            assertTrue(repeats.size() <= 3);
        }
        entry(repeats.claim(Digest.of("key996"), BODY));
    }

    /** The bounds of texts count. */
    @Test
    void digestsTellTextsApart() {
        assertEquals(Digest.of("a", "bc"), Digest.of("a", "bc"));
        assertNotEquals(Digest.of("ab", "c"), Digest.of("a", "bc"));
    }

    private static int status(Repeats.Claim claim) {
        return claim.outcome() instanceof Problem problem ? problem.status().code() : 0;
    }

    private static Repeats.Entry entry(Repeats.Claim claim) {
        return Objects.requireNonNull(claim.entry());
    }
}
