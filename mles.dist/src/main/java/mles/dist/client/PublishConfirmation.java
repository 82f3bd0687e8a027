package mles.dist.client;

import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import mles.client.MlesClient;
import mles.client.Received;
import mles.client.Session;
import mles.client.SessionClosedException;
import mles.dist.console.CommandException;
import org.jspecify.annotations.Nullable;

/**
 * A second membership that sees what a first one publishes. The key field is free after joining (SPEC 3.5), so each
 * message carries a key of its own that tells it from equal ones: a random first one, and each one more.
 */
final class PublishConfirmation implements AutoCloseable {
    private final Session session;
    private final long first = new SecureRandom().nextLong();
    // Guarded by this.
    private long given;
    private long seen;
    private @Nullable SessionClosedException end;

    private PublishConfirmation(Session session) {
        this.session = session;
    }

    /** {@return a witness beside {@code uid}, which has joined} */
    static PublishConfirmation join(MlesClient client, String uid, String channel) {
        PublishConfirmation confirmation = new PublishConfirmation(client.join(uid + "-confirm", channel));
        Thread.startVirtualThread(confirmation::watch);
        return confirmation;
    }

    /** {@return the key field of the next message to watch for} */
    synchronized long nextKey() {
        return first + given++;
    }

    /**
     * Waits until {@code count} of these messages were seen.
     *
     * @throws CommandException       when they were not in time
     * @throws SessionClosedException when they will not be
     */
    synchronized void await(long count) throws InterruptedException {
        long deadline = System.nanoTime() + Timeouts.CONFIRMED.toNanos();
        while (seen < count) {
            if (end != null) {
                throw end;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new CommandException("timed out: " + seen + " of " + count + " messages seen by another member");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private void watch() {
        try {
            while (true) {
                see(session.receive());
            }
        } catch (SessionClosedException e) {
            ended(e);
        } catch (InterruptedException e) {
            throw new AssertionError("a publish confirmation is never interrupted", e);
        }
    }

    private synchronized void see(Received received) {
        if (Long.compareUnsigned(received.key() - first, given) < 0) {
            seen++;
            notifyAll();
        }
    }

    private synchronized void ended(SessionClosedException how) {
        end = how;
        notifyAll();
    }
}
