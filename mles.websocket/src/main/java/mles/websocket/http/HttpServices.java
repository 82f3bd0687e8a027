package mles.websocket.http;

/**
 * Parts that the connections of a front end share. Thread-safe.
 *
 * @param limits  on requests
 * @param repeats outcomes for repeated requests
 * @param tickets for addresses
 */
public record HttpServices(HttpLimits limits, Repeats repeats, Tickets tickets) {
    /** {@return new ones within {@code limits}} */
    public static HttpServices of(HttpLimits limits) {
        return new HttpServices(limits, new Repeats(limits.repeats(), limits.repeatNanos(), System::nanoTime),
                new Tickets(limits.tickets(), limits.ticketNanos(), System::nanoTime));
    }
}
