package mles.cluster.nats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mles.server.spi.Retention;
import org.junit.jupiter.api.Test;

class ProbeRoundTest {
    private final ProbeRound round = new ProbeRound(
            new StreamPlan("p", 3, Room.of(new Retention(1, 1, Duration.ZERO))));

    @Test
    void allStreamsAreProbedAtOnce() {
        List<Integer> sent = new ArrayList<>();
        assertEquals("", round.run(stream -> {
            sent.add(stream);
            round.good(stream);
        }));
        assertEquals(List.of(0, 1, 2), sent);
    }

    @Test
    void silentStreamIsProbedAgain() {
        List<Integer> sent = new ArrayList<>();
        assertEquals("", round.run(stream -> {
            sent.add(stream);
            if (stream != 1 || sent.size() > 3) {
                round.good(stream);
            }
        }));
        assertEquals(List.of(0, 1, 2, 1), sent);
    }

    @Test
    void refusalEndsTheRound() {
        assertEquals("p-1: no room", round.run(stream -> {
            if (stream == 1) {
                round.bad(stream, new IOException("no room"));
            }
        }));
    }

    @Test
    void streamThatStaysSilentIsTheProblem() {
        assertEquals("p-2: no answer in time", round.run(stream -> {
            if (stream != 2) {
                round.good(stream);
            }
        }));
    }
}
