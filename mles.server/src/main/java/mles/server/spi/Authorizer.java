package mles.server.spi;

import java.util.concurrent.CompletionStage;

/**
 * Has the last word on who may come in, after the key was found good. Called on event loops: must return at once; whatever
 * takes time goes into the stage. Who waits for an answer publishes and gets nothing meanwhile, and is refused as
 * {@code not-allowed} when there is none within {@code first-frame-timeout}, when the stage fails, or when this throws.
 */
@FunctionalInterface
public interface Authorizer {
    /** {@return the rights of the member, which its key limits further; no right at all is a refusal} */
    CompletionStage<Rights> authorize(JoinRequest request);
}
