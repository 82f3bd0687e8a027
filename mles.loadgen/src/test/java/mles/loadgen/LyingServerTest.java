package mles.loadgen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mles.client.ServerAddress;
import mles.protocol.Credentials;
import mles.protocol.Frame;
import mles.protocol.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The generator against a server that does wrong on purpose: each wrong must show, and nothing else. */
@Timeout(60)
class LyingServerTest {
    private static final Workload SMALL = new Workload(1, 3, 1, 64, 0, 400, 0.1, 0, 1, 0, false);
    private static final Progress SILENT = new Progress() {
    };

    /** Does something at the tenth message, and is honest otherwise. */
    private static final class AtTheTenth implements LyingServer.Lie {
        private final LyingServer.Lie lie;
        private int count;

        AtTheTenth(LyingServer.Lie lie) {
            this.lie = lie;
        }

        @Override
        public List<Frame> instead(Frame message) {
            return ++count == 10 ? lie.instead(message) : List.of(message);
        }
    }

    private static Report measure(LyingServer.Lie lie) throws Exception {
        try (LyingServer server = new LyingServer(lie)) {
            Target target = Target.find(TargetAddress.parse(server.address()), Credentials.none());
            return new Bench(SMALL, new ChurnPlan(0, 1, 0), target, null, SILENT).run();
        }
    }

    private static void assertFound(Report report, long lost, long duplicated, long reordered, long foreign) {
        assertEquals(List.of(lost, duplicated, reordered, foreign), List.of(figure(report, "lost"),
                figure(report, "duplicated"), figure(report, "reordered"), figure(report, "foreign")), report.text());
        assertEquals(lost + duplicated + reordered + foreign == 0, report.isOk(), report.text());
    }

    private static long figure(Report report, String name) {
        return assertInstanceOf(Long.class, report.figures().get(name), report.text());
    }

    @Test
    void honestServerIsOk() throws Exception {
        Report report = measure(List::of);
        assertFound(report, 0, 0, 0, 0);
        assertFalse(report.isPartial());
        long sent = figure(report, "sent");
        // By the schedule, less what a busy machine was late for.
        assertTrue(sent > 0 && sent <= 40, report.text());
        assertEquals(3 * sent, figure(report, "delivered"));
    }

    @Test
    void interruptedRunTellsWhatWasMeasured() throws Exception {
        Workload endless = new Workload(1, 3, 1, 64, 0, 400, 3600, 0, 1, 0, true);
        try (LyingServer server = new LyingServer(List::of)) {
            Target target = Target.find(TargetAddress.parse(server.address()), Credentials.none());
            Bench bench = new Bench(endless, new ChurnPlan(0, 1, 0), target, null, SILENT);
            assertFalse(bench.stop(), "nothing has begun");
            AtomicInteger stops = new AtomicInteger();
            Thread interrupting = Thread.startVirtualThread(() -> {
                while (!bench.stop()) {
                    Thread.onSpinWait();
                }
                stops.set(bench.stop() ? 2 : 1);
            });
            Report report = bench.run();
            interrupting.join();
            assertEquals(1, stops.get());
            assertTrue(report.isPartial());
            assertEquals(true, report.figures().get("partial"), report.text());
            assertFound(report, 0, 0, 0, 0);
            assertEquals(3 * figure(report, "sent"), figure(report, "delivered"));
        }
    }

    @Test
    void lossIsFound() throws Exception {
        assertFound(measure(new AtTheTenth(message -> List.of())), 3, 0, 0, 0);
    }

    @Test
    void duplicateIsFound() throws Exception {
        assertFound(measure(new AtTheTenth(message -> List.of(message, message))), 0, 3, 0, 0);
    }

    @Test
    void changeOfOrderIsFound() throws Exception {
        List<Frame> held = new ArrayList<>();
        assertFound(measure(message -> {
            held.add(message);
            if (held.size() == 10) {
                return List.of();
            }
            return held.size() == 11 ? List.of(message, held.get(9)) : List.of(message);
        }), 0, 0, 3, 0);
    }

    @Test
    void foreignMessageIsFound() throws Exception {
        assertFound(measure(new AtTheTenth(message -> List.of(message,
                Frame.of(message.cid(), 0, Message.of("somebody", "else", "hello"))))), 0, 0, 0, 3);
    }

    @Test
    void whatIsNoServerIsSaidInOneLine() throws Exception {
        int port;
        try (LyingServer server = new LyingServer(List::of)) {
            port = ServerAddress.parse(server.address()).port();
        }
        BenchException exception = assertThrows(BenchException.class,
                () -> Target.find(TargetAddress.parse("127.0.0.1:" + port), Credentials.none()));
        assertEquals(1, String.valueOf(exception.getMessage()).lines().count());
    }
}
