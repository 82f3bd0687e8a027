package mles.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

class UnitsProperties {

    @Property
    void sizeReadsWhatItPrints(@ForAll @LongRange(min = 0) long bytes) {
        assertEquals(bytes, Units.size(Units.size(bytes)));
    }

    @Property
    void roundSizeReadsWhatItPrints(@ForAll @LongRange(min = 0, max = 8000) long count) {
        for (long unit : new long[]{Units.KIB, Units.MIB, Units.GIB}) {
            assertEquals(count * unit, Units.size(Units.size(count * unit)));
        }
    }

    @Property
    void timeReadsWhatItPrints(@ForAll @LongRange(min = 0, max = 1L << 50) long millis) {
        assertEquals(Duration.ofMillis(millis), Units.time(Units.time(Duration.ofMillis(millis))));
        assertEquals(Duration.ofSeconds(millis), Units.time(Units.time(Duration.ofSeconds(millis))));
    }

    @Property
    void numberWithoutUnitIsBytesAndNoTime(@ForAll @NumericChars @StringLength(min = 1, max = 15) String digits) {
        assertEquals(Long.parseLong(digits), Units.size(digits));
        assertThrows(IllegalArgumentException.class, () -> Units.time(digits));
    }

    @Example
    void spellings() {
        assertEquals(64 * Units.MIB, Units.size("64MiB"));
        assertEquals(3, Units.size("3 B"));
        assertEquals("64MiB", Units.size(64 * Units.MIB));
        assertEquals("1025B", Units.size(1025));
        assertEquals(Duration.ofMillis(500), Units.time("500ms"));
        assertEquals(Duration.ofMinutes(10), Units.time("10min"));
        assertEquals(Duration.ofHours(24), Units.time("24h"));
        assertEquals(Duration.ofDays(2), Units.time("2d"));
        assertEquals(Duration.ZERO, Units.time("off"));
        assertEquals("24h", Units.time(Duration.ofDays(1)));
        assertEquals("90min", Units.time(Duration.ofMinutes(90)));
        assertEquals("off", Units.time(Duration.ZERO));
        for (String wrong : new String[]{"", " ", "-1", "1.5MiB", "1mb", "MiB", "10s10s", "off", "9999999999GiB"}) {
            assertThrows(IllegalArgumentException.class, () -> Units.size(wrong), wrong);
        }
        for (String wrong : new String[]{"", "s", "-1s", "1.5s", "10", "OFF", "999999999999999d"}) {
            assertThrows(IllegalArgumentException.class, () -> Units.time(wrong), wrong);
        }
    }
}
