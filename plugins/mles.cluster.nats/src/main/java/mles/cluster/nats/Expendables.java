package mles.cluster.nats;

import io.nats.client.Message;
import io.nats.client.api.ApiResponse;
import io.nats.client.api.Error;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import mles.server.spi.RelayEntry;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a channel that may go before others: empty joins and evictions. There is room for a number of them in the engine;
 * before one more is stored, the oldest is deleted. So they push out no entry of another kind.
 */
final class Expendables {
    /** Deletions for one new entry: enough to come back to the number after several servers stored some at once. */
    private static final int MOST_AT_ONCE = 8;
    /** More than these are not there, as long as each server deletes before it stores. */
    private static final int SPARE = 128;
    private static final int NOT_FOUND = 404;

    private final NatsLink link;
    private final String stream;
    private final int most;
    private @Nullable TreeSet<Long> numbers;

    Expendables(NatsLink link, String stream, int most) {
        this.link = link;
        this.stream = stream;
        this.most = most;
    }

    static boolean isExpendable(RelayEntry.Kind kind) {
        return kind == RelayEntry.Kind.EMPTY_JOINS || kind == RelayEntry.Kind.EVICT;
    }

    /** Notes one that is stored. */
    synchronized void add(long number) {
        TreeSet<Long> noted = numbers;
        if (noted == null) {
            noted = new TreeSet<>();
            numbers = noted;
        }
        noted.add(number);
        if (noted.size() > most + SPARE) {
            noted.pollFirst();
        }
    }

    /** Forgets all before {@code number}, which the engine has dropped. */
    synchronized void forgetBefore(long number) {
        if (numbers != null) {
            numbers.headSet(number).clear();
        }
    }

    /** Deletes as many as there must be fewer before one more is stored. Fails when that is not known to be done. */
    CompletableFuture<Void> makeRoom() {
        return CompletableFuture.allOf(oldest().stream().map(this::delete).toArray(CompletableFuture<?>[]::new));
    }

    private synchronized List<Long> oldest() {
        List<Long> oldest = new ArrayList<>();
        if (numbers != null) {
            numbers.stream().limit(Math.clamp(numbers.size() - most + 1L, 0, MOST_AT_ONCE)).forEach(oldest::add);
        }
        return oldest;
    }

    private CompletableFuture<Void> delete(long number) {
        String request = "{\"seq\":" + number + ",\"no_erase\":true}";
        return link.ask("$JS.API.STREAM.MSG.DELETE." + stream, null, request.getBytes(StandardCharsets.UTF_8))
                .thenAccept(answer -> deleted(number, answer));
    }

    private void deleted(long number, Message answer) {
        Error error = new Success(answer).getErrorObject();
        // One that is not there was deleted by another server, or is too old.
        if (error != null && error.getCode() != NOT_FOUND
                && !String.valueOf(error.getDescription()).contains("not found")) {
            throw new CompletionException(new IOException("an old join stays: " + error.getDescription()));
        }
        synchronized (this) {
            if (numbers != null) {
                numbers.remove(number);
            }
        }
    }

    /** Answer without content. */
    private static final class Success extends ApiResponse<Success> {
        Success(Message answer) {
            super(answer);
        }
    }
}
