package mles.websocket.http;

/**
 * Parts that the connections of a front end share. Thread-safe.
 *
 * @param limits  on requests
 * @param repeats outcomes for repeated requests
 * @param tickets for addresses
 * @param proxies whose headers are believed
 */
public record HttpServices(HttpLimits limits, Repeats repeats, Tickets tickets, TrustedProxies proxies) {
    /** {@return new ones within {@code limits}} */
    public static HttpServices of(HttpLimits limits, TrustedProxies proxies) {
        return new HttpServices(limits, new Repeats(limits.repeats(), limits.repeatNanos(), System::nanoTime),
                new Tickets(limits.tickets(), limits.ticketNanos(), System::nanoTime), proxies);
    }
}
