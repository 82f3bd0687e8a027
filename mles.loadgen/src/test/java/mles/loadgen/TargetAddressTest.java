package mles.loadgen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetAddressTest {

    @ParameterizedTest
    @CsvSource({"localhost, tcp://localhost:8077", "tls://a:1, tls://a:1", "ws://a, ws://a:8076", "WS://a:9, ws://a:9",
            "ws://[::1], ws://[::1]:8076", "ws://[::1]:7, ws://[::1]:7"})
    void tellsWhereAndHow(String text, String whole) {
        assertEquals(whole, TargetAddress.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://", "ws://a:x", "ws://a:0", "ws://a/b", "wss://a", "ws://::g"})
    void refusesWhatIsNoServer(String text) {
        assertThrows(IllegalArgumentException.class, () -> TargetAddress.parse(text));
    }

    @Test
    void fragmentsAndChurnAreForTcpOnly() {
        TargetAddress tcp = TargetAddress.parse("tcp://a");
        TargetAddress ws = TargetAddress.parse("ws://a");
        Workload large = new Workload(1, 1, 1, 255 * 1024 + 1, 0, 0, 1, 0, 1, 0, false);
        Workload most = new Workload(1, 1, 1, 255 * 1024, 0, 0, 1, 0, 1, 0, false);
        ChurnPlan none = new ChurnPlan(0, 1, 0);
        ChurnPlan churn = new ChurnPlan(1, 1, 0);
        tcp.check(large, churn);
        ws.check(most, none);
        assertThrows(IllegalArgumentException.class, () -> ws.check(large, none));
        assertThrows(IllegalArgumentException.class, () -> ws.check(most, churn));
    }
}
