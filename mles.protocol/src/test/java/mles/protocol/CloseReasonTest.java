package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CloseReasonTest {

    /** These words are in other people's alerts: a word may be added, none may go or change. */
    @Test
    void words() {
        assertEquals(
                List.of("left", "bad-frame", "bad-payload", "wrong-key", "not-allowed", "duplicate-cid", "too-large",
                        "name-too-long", "first-frame-timeout", "frame-timeout", "tls-failed", "too-slow",
                        "connection-limit",
                        "address-limit", "channel-limit", "rate-limit", "memory", "unresponsive", "store-unavailable",
                        "cluster-unavailable",
                        "peer-lost", "loop", "evicted", "shutdown", "internal"),
                Arrays.stream(CloseReason.values()).map(CloseReason::word).toList());
        for (CloseReason reason : CloseReason.values()) {
            assertEquals(reason.word(), reason.toString());
        }
    }

    @Test
    void reasonsOfFaults() {
        Map<CloseReason, List<Fault>> faults = Arrays.stream(Fault.values())
                .collect(Collectors.groupingBy(Fault::closeReason));
        assertEquals(Map.of(CloseReason.BAD_FRAME, List.of(Fault.BAD_TYPE, Fault.EMPTY_PAYLOAD), CloseReason.TOO_LARGE,
                List.of(Fault.TOO_LARGE), CloseReason.BAD_PAYLOAD,
                List.of(Fault.TRUNCATED, Fault.TRAILING_BYTES, Fault.TOO_DEEP, Fault.BAD_TEXT, Fault.BAD_ITEM,
                        Fault.WRONG_KIND, Fault.MISSING_FIELD, Fault.REPEATED_FIELD, Fault.BAD_RESYNC_ITEM)),
                faults);
    }
}
