package mles.server.admission;

import mles.server.transport.AddressRateLimiter;
import org.jspecify.annotations.Nullable;

/**
 * Rules for every join after its key has been verified.
 *
 * @param browserKey the name of the key that the frames of browsers are made with; empty is the first
 * @param verifies   whether later frames must bear the names of the first
 * @param joins      the rate of joins per address
 * @param pace       the rate of published bytes per address
 * @param authorizerClient  has the last word, if there is one
 */
public record AdmissionPolicy(String browserKey, boolean verifies, AddressRateLimiter joins, AddressRateLimiter pace,
        @Nullable AuthorizerClient authorizerClient) {
}
