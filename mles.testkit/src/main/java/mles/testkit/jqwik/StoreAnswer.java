package mles.testkit.jqwik;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import mles.server.spi.Ack;

/** A store's answer to one append, to be waited for; a second one is an error. */
@SuppressWarnings("exports")
public class StoreAnswer implements Ack {
    private static final long DEADLINE_SECONDS = 60;

    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();

    /** Creates an answer that has not come yet. */
    public StoreAnswer() {
    }

    @Override
    public void stored() {
        answer(() -> answer.complete(true));
    }

    @Override
    public void failed(Exception cause) {
        answer(() -> answer.completeExceptionally(cause));
    }

    /** Waits until it is stored, a minute at most. */
    public void await() {
        try {
            answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("not stored", e);
        }
    }

    /**
     * Waits until it has failed, a minute at most.
     *
     * @return why
     */
    public Throwable awaitFailure() {
        try {
            answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
        throw new AssertionError("stored");
    }

    private void answer(BooleanSupplier once) {
        if (!once.getAsBoolean()) {
            throw new AssertionError("answered twice");
        }
    }
}
