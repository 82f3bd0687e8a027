package mles.dist.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import mles.client.Outcome;
import mles.client.Session;
import mles.client.SessionClosedException;
import mles.dist.console.CommandException;

/**
 * Publishes messages on a session until the input or the session ends, and confirms that the server took them.
 */
final class Publication {
    private final Session session;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final AtomicLong sent;

    private Publication(Session session, long sent) {
        this.session = session;
        this.sent = new AtomicLong(sent);
    }

    /** Work that goes on until there is no more of it. */
    interface Part {
        void run() throws InterruptedException;
    }

    /** Way by which a message goes out. */
    interface Sender {
        void send(byte[] message);
    }

    /**
     * Publishes all of {@code messages}, then ends the session.
     *
     * @param joined    how many messages went out with the join
     * @param receiving takes what comes in meanwhile, until the session is over
     * @return how many messages were published, all of which the server has taken
     * @throws CommandException when it is not known that the server took them all
     */
    static long of(Session session, long joined, Messages messages, Sender sender, Part receiving)
            throws InterruptedException {
        Publication publication = new Publication(session, joined);
        // A read of standard input cannot be ended from here: its thread must not hold up the end of the process.
        Thread.ofPlatform().daemon().name("input").start(() -> publication.until(() -> {
            publication.send(messages, sender);
            publication.over.complete(null);
        }));
        Thread.startVirtualThread(() -> publication.until(receiving));
        publication.await();
        return publication.sent.get();
    }

    private void send(Messages messages, Sender sender) {
        for (byte[] message = messages.next(); message != null; message = messages.next()) {
            sender.send(message);
            sent.incrementAndGet();
        }
    }

    private void until(Part part) {
        try {
            part.run();
        } catch (InterruptedException | RuntimeException e) {
            over.completeExceptionally(e);
        }
    }

    private void await() throws InterruptedException {
        try {
            over.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SessionClosedException
                    ? failure(session.outcome() == Outcome.REFUSED ? Outcome.REFUSED : Outcome.LOST, sent.get())
                    : e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
        if (!session.finish(Timeouts.TAKEN)) {
            Outcome outcome = session.outcome();
            if (outcome != Outcome.UNTOLD || sent.get() > 0) {
                check(outcome, sent.get());
            }
        }
    }

    /**
     * Passes where the server has taken all.
     *
     * @param sent how many messages were sent
     * @throws CommandException otherwise
     */
    static void check(Outcome outcome, long sent) {
        if (outcome != Outcome.TAKEN) {
            throw failure(outcome, sent);
        }
    }

    private static CommandException failure(Outcome outcome, long sent) {
        String counted = "messages sent: " + sent;
        return new CommandException(switch (outcome) {
            case REFUSED ->
                "refused: the server closed the connection before anything came from it; likely reasons: the key is"
                        + " missing or another one than the server's, the key does not allow it, this uid is already on"
                        + " this channel, the port takes TLS only (tls://), it is not a Mles server, it is at a limit,"
                        + " its store or cluster is away, or it was stopped; " + counted
                        + ", taken: none, as far as known";
            case UNTOLD -> "not known: the server ended the connection without a receipt; " + counted
                    + ", taken: unknown. Servers of other kinds give none: --confirm asks another member";
            case OPEN -> "timed out: no receipt from the server within " + Timeouts.TAKEN.toSeconds() + " s; " + counted
                    + ", taken: unknown";
            case LOST, TAKEN -> "lost: the connection ended too early; " + counted + ", taken: unknown";
        });
    }
}
