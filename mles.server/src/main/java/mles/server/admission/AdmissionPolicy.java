package mles.server.admission;

import mles.server.transport.AddressRateLimiter;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has to put up with who comes in with a good key.
 *
 * @param browserKey the name of the key that the frames of browsers are made with; empty is the first
 * @param verifies   whether later frames must bear the names of the first
 * @param joins      how often those of one address may try
 * @param pace       how many bytes those of one address may publish
 * @param authorizerClient  has the last word, if there is one
 */
public record AdmissionPolicy(String browserKey, boolean verifies, AddressRateLimiter joins, AddressRateLimiter pace,
        @Nullable AuthorizerClient authorizerClient) {
}
