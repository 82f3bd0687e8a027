package mles.loadgen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadTest {

    @ParameterizedTest
    @CsvSource({"64, 1, 256, 256", "65536, 1, 64, 64", "1600000, 1, 8, 8", "64, 10, 256, 25", "64, 1000, 256, 1"})
    void windowFollowsTheSizeAndIsShared(int size, int pubs, long window, int perPublisher) {
        Workload workload = new Workload(pubs, 100, 1, size, 0, 0, 1, 0, 1, 0, false);
        assertEquals(window, workload.window());
        assertEquals(perPublisher, workload.windowPerPublisher());
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1, 64, 1", "1, 0, 1, 64, 1", "1, 100, 2, 64, 1", "2, 1, 2, 64, 1", "1, 1, 1, 15, 1",
            "1, 1, 1, 16777215, 1", "1, 1, 1, 64, NaN", "1, 1, 1, 64, 0", "65537, 1, 1, 64, 1"})
    void refusesWhatCannotBe(int pubs, int subs, int channels, int size, double seconds) {
        assertThrows(IllegalArgumentException.class,
                () -> new Workload(pubs, subs, channels, size, 0, 0, seconds, 0, 1, 0, false));
    }
}
