package mles.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetSocketAddress;
import mles.protocol.CloseReason;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
    private static final InetSocketAddress ONE = new InetSocketAddress("192.0.2.1", 1);
    private static final InetSocketAddress TWO = new InetSocketAddress("2001:db8::1", 1);

    @Test
    void inAll() {
        ConnectionLimit limit = new ConnectionLimit(2, 0);
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
        ConnectionLimit limit = new ConnectionLimit(10, 1);
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
        ConnectionLimit limit = new ConnectionLimit(10, 0);
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
}
