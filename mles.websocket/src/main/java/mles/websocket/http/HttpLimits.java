package mles.websocket.http;

/**
 * The limits on requests.
 *
 * @param frame        bytes of a message with its names
 * @param name         bytes of a uid or channel
 * @param requestNanos how long the head of a request may take; 0 is no limit
 * @param frameNanos   stall within a body; 0 is no limit
 * @param pingNanos    time after which something is said on a stream; 0 is none
 * @param timeoutNanos silence between requests, and of a stream whose client takes nothing; 0 is no limit
 * @param batchMessages messages in one request
 * @param batchBytes    bytes of the body with them, and of their frames
 * @param repeats       outcomes that are kept for repeated requests; 0 is none
 * @param repeatNanos   how long each is kept
 * @param tickets       tickets at a time
 * @param ticketNanos   how long each is good
 */
public record HttpLimits(int frame, long name, long requestNanos, long frameNanos, long pingNanos,
        long timeoutNanos, int batchMessages, int batchBytes,
        int repeats, long repeatNanos, int tickets, long ticketNanos) {
}
