package mles.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mles.protocol.CloseReason;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
    private static final InetSocketAddress ONE = new InetSocketAddress("192.0.2.1", 1);
    private static final InetSocketAddress TWO = new InetSocketAddress("2001:db8::1", 1);

    @Test
    void inAll() {
        ConnectionLimit limit = new ConnectionLimit(2, 0, 0);
        assertNull(limit.entered(ONE));
        assertNull(limit.entered(TWO));
        assertEquals(CloseReason.CONNECTION_LIMIT, limit.entered(ONE));
        limit.left(ONE);
        assertEquals(CloseReason.CONNECTION_LIMIT, limit.entered(ONE));
        limit.left(ONE);
        limit.left(ONE);
        assertNull(limit.entered(ONE));
    }

    @Test
    void fromOneAddress() {
        ConnectionLimit limit = new ConnectionLimit(10, 1, 0);
        assertNull(limit.entered(ONE));
        assertEquals(CloseReason.ADDRESS_LIMIT, limit.entered(ONE));
        assertNull(limit.entered(TWO));
        limit.left(ONE);
        limit.left(ONE);
        assertNull(limit.entered(ONE));
        limit.left(ONE);
        limit.left(TWO);
        assertEquals(0, limit.addresses(), "forgotten");
    }

    @Test
    void whoCameBeforeALimitWasSetCounts() {
        ConnectionLimit limit = new ConnectionLimit(10, 0, 0);
        assertNull(limit.entered(ONE));
        assertNull(limit.entered(ONE));
        limit.allow(10, 2);
        assertEquals(CloseReason.ADDRESS_LIMIT, limit.entered(ONE));
        limit.left(ONE);
        limit.left(ONE);
        assertNull(limit.entered(ONE));
        limit.allow(2, 2);
        assertEquals(CloseReason.CONNECTION_LIMIT, limit.entered(TWO));
    }

    @Test
    void theOldestSilentOneGivesWay() {
        List<String> gone = new ArrayList<>();
        ConnectionLimit limit = new ConnectionLimit(3, 3, 0);
        List<ConnectionLimit.Silent> silent = Stream
                .of("first", "second", "third").<ConnectionLimit.Silent>map(name -> () -> gone.add(name)).toList();
        silent.forEach(each -> {
            assertNull(limit.entered(TWO));
            limit.silent(each);
        });
        limit.heard(silent.getFirst());
        assertNull(limit.entered(ONE));
        assertEquals(List.of("second"), gone);
        assertEquals(CloseReason.CONNECTION_LIMIT, limit.entered(TWO), "too many from there");
        limit.left(TWO);
        assertNull(limit.entered(ONE), "the place of the second is not free yet");
        assertEquals(List.of("second", "third"), gone);
        assertEquals(CloseReason.CONNECTION_LIMIT, limit.entered(ONE), "none is silent");
    }

    @Test
    void wrongKeysCostTheirAddressTime() {
        ConnectionLimit limit = new ConnectionLimit(10, 0, 3);
        List<Long> waits = IntStream.range(0, 5).mapToObj(i -> limit.guessed(ONE)).toList();
        assertEquals(List.of(0L, 0L, 0L), waits.subList(0, 3));
        assertEquals(2_000_000_000L, waits.getLast());
        assertEquals(0, limit.guessed(TWO), "another address");
    }
}
