package mles.client;

import java.io.IOException;

/**
 * Writes what the outbox hands out. On a thread of its own, because an interrupt of a virtual thread that writes closes
 * the socket and may cut a frame in two; a sender only ever waits for the outbox.
 */
final class Writer implements Runnable {
    private final Outbox outbox;

    Writer(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void run() {
        for (Outbox.Batch batch = outbox.next(); batch != null; batch = outbox.next()) {
            try {
                if (batch.frames().isEmpty()) {
                    batch.connection().halfClose();
                } else {
                    batch.connection().write(batch.frames());
                }
            } catch (IOException e) {
                // the reader finds the same connection broken, after what it can still read
                outbox.down(batch.connection());
            }
        }
    }
}
