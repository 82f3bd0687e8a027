package mles.server.admission;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mles.server.spi.Authorizer;
import mles.server.spi.BoundedLog;
import mles.server.spi.JoinRequest;
import mles.server.spi.Rights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the authorizer of an application, and takes everything but a good answer in time for a no. */
public final class AuthorizerClient {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorizerClient.class);
    private static final BoundedLog FAILURES = new BoundedLog(Duration.ZERO, Duration.ofSeconds(10));

    private final Authorizer authorizer;
    private final Duration patience;

    /** @param patience how long an answer may take; zero is for ever */
    public AuthorizerClient(Authorizer authorizer, Duration patience) {
        this.authorizer = authorizer;
        this.patience = patience;
    }

    /** Gives {@code answer} what the authorizer says, now or later, on any thread. */
    void ask(JoinRequest request, Consumer<Rights> answer) {
        CompletableFuture<Rights> asked;
        try {
            asked = authorizer.authorize(request).toCompletableFuture().copy();
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        if (!patience.isZero()) {
            asked.orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS);
        }
        asked.whenComplete((rights, failure) -> {
            if (failure != null) {
                FAILURES.add("authorizer-failed",
                        count -> LOG.warn("authorizer-failed: joins were refused, joins={}, one={}, cause={}", count,
                                request.remote(), failure.toString()));
            }
            answer.accept(rights == null ? Rights.NONE : rights);
        });
    }
}
