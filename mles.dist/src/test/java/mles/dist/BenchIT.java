package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import mles.dist.ImageProcess.Result;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The load generator of the image against its server: small numbers, everything at once. */
@Timeout(60)
class BenchIT {

    @Test
    void deliveriesAreCheckedAndToldInJsonAndARefusalIsOneLine() throws Exception {
        Map<String, String> keys = Map.of("MLES_KEY", "a key");
        try (ServerProcess server = ServerProcess.start(keys)) {
            Result bench = ImageProcess.run(keys, "bench", "-s", server.address(), "--subs", "6", "--pubs", "3",
                    "--channels", "2", "--threads", "2", "--seconds", "0.3", "--warmup", "0.1", "--churn", "100",
                    "--churn-channels", "5", "--churn-history", "20", "--stall", "2", "--history", "--json");
            String json = bench.out();
            assertEquals("", bench.err());
            assertEquals(0, bench.exit(), json);
            assertEquals(1, json.lines().count(), json);
            for (String figure : new String[]{"\"ok\":true", "\"lost\":0", "\"duplicated\":0", "\"reordered\":0",
                    "\"foreign\":0", "\"churn_lost\":0", "\"history_messages_min\":100", "\"history_disorder\":0"}) {
                assertTrue(json.contains(figure), json);
            }
            for (String name : new String[]{"deliveries_per_s", "publishes_per_s", "mb_per_s", "mean_us", "p50_us",
                    "p99_us", "p999_us", "max_us", "generator_is_limit", "churn_joins_per_s"}) {
                assertTrue(json.contains(",\"" + name + "\":"), json);
            }
            assertRefused(server.address());
        }
    }

    @Test
    void interruptTellsWhatWasMeasured() throws Exception {
        try (TestServer server = TestServer.start(Transport.NIO);
                ImageProcess bench = ImageProcess.start(Map.of("MLES_KEY", Frames.KEY), "bench", "-s",
                        "127.0.0.1:" + server.address().getPort(), "--subs", "2", "--seconds", "3600", "--warmup", "0",
                        "--format", "json")) {
            Await.until("it measures", () -> server.stats().receivedFrames() > 10_000);
            bench.signal("INT");
            Result partial = bench.end();
            assertEquals(130, partial.exit());
            assertTrue(partial.out().contains("\"ok\":true,\"partial\":true,"), partial.out());
            assertEquals("mles bench: interrupted: the figures are partial\n", partial.err());
        }
    }

    private static void assertRefused(String address) throws Exception {
        Result bench = ImageProcess.run("bench", "-s", address);
        assertEquals(1, bench.exit());
        assertTrue(bench.err().startsWith("mles bench: refused: tcp://" + address + " "), bench.err());
        assertEquals(1, bench.err().lines().count(), bench.err());
        assertEquals("", bench.out());
    }
}
