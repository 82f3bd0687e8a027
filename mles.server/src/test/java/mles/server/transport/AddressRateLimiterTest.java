package mles.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AddressRateLimiterTest {
    private static final InetSocketAddress ONE = address("192.0.2.1");
    private static final InetSocketAddress TWO = address("192.0.2.2");

    private long now = Long.MAX_VALUE - 5;

    @Test
    void asManyAtOnceAsInASecondThenAtThatPace() {
        AddressRateLimiter rate = new AddressRateLimiter(10, () -> now);
        assertEquals(10, allowed(rate, ONE, 15));
        assertEquals(10, allowed(rate, TWO, 15), "another address");
        pass(99);
        assertFalse(rate.mayOnce(ONE));
        pass(1);
        assertTrue(rate.mayOnce(ONE), "refusals do not count");
        assertFalse(rate.mayOnce(ONE));
        pass(5000);
        assertEquals(10, allowed(rate, ONE, 15), "nothing is saved up");
    }

    @Test
    void zeroIsNoLimitAndKnowsNobody() {
        AddressRateLimiter rate = new AddressRateLimiter(0, () -> now);
        assertEquals(1000, allowed(rate, ONE, 1000));
        assertEquals(0, rate.known());
    }

    @Test
    void moreThanASecondsWorthTakesARest() {
        AddressRateLimiter rate = new AddressRateLimiter(1000, () -> now);
        assertEquals(0, rate.did(ONE, 1000));
        assertEquals(TimeUnit.MILLISECONDS.toNanos(500), rate.did(ONE, 500));
        pass(500);
        assertEquals(TimeUnit.MILLISECONDS.toNanos(1), rate.did(ONE, 1));
        assertEquals(0, rate.did(TWO, 1));
        pass(10_000);
        assertEquals(0, rate.did(ONE, 1000), "nothing is saved up, and nothing owed");
    }

    @Test
    void whatIsAllowedCanChange() {
        AddressRateLimiter rate = new AddressRateLimiter(0, () -> now);
        rate.allow(2);
        assertEquals(2, allowed(rate, ONE, 5));
        rate.allow(0);
        assertEquals(5, allowed(rate, ONE, 5));
    }

    @Test
    void addressesOfOneIpv6NetworkAreOne() {
        AddressRateLimiter rate = new AddressRateLimiter(2, () -> now);
        assertEquals(2, allowed(rate, address("2001:db8::1"), 3));
        assertEquals(0, allowed(rate, address("2001:db8::2"), 3));
        assertEquals(2, allowed(rate, address("2001:db8:0:1::1"), 3));
    }

    @Test
    void whoIsQuietIsForgotten() {
        AddressRateLimiter rate = new AddressRateLimiter(1, () -> now);
        for (int i = 0; i < 20_000; i++) {
            assertTrue(rate.mayOnce(address("10.0." + i / 250 + "." + i % 250)));
            pass(1);
        }
        assertTrue(rate.known() < 5000, rate.known() + " known, of 1000 in a second");
    }

    private static int allowed(AddressRateLimiter rate, InetSocketAddress who, int times) {
        return (int) IntStream.range(0, times).filter(i -> rate.mayOnce(who)).count();
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static InetSocketAddress address(String host) {
        return new InetSocketAddress(host, 1);
    }
}
