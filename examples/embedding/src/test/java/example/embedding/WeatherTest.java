package example.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.TimeUnit;
import mles.client.MlesClient;
import mles.client.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.SECONDS)
class WeatherTest {
    private static final String KEY = "a key of an example";

    @Test
    void readingReachesReader() {
        try (Weather weather = new Weather(KEY)) {
            weather.publish("21 degrees");
            assertEquals("21 degrees", weather.next());
            assertEquals(2, weather.stats().joins());
            assertEquals(0, weather.refusals());
        }
    }

    @Test
    void anotherKeyIsRefused() {
        try (Weather weather = new Weather(KEY)) {
            MlesClient another = MlesClient.builder("127.0.0.1:" + weather.address().getPort()).sharedKey("other").build();
            assertThrows(RefusedException.class, () -> another.join("eve", "weather"));
            // The server tells of it when the connection has ended, which may be a moment later.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (weather.refusals() == 0 && System.nanoTime() - deadline < 0) {
                Thread.yield();
            }
            assertEquals(1, weather.refusals());
        }
    }
}
