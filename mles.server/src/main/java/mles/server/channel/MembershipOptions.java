package mles.server.channel;

import mles.server.transport.AddressRateLimiter;

/**
 * Options of a membership.
 *
 * @param subscribes whether it receives the frames of others
 * @param pace       the rate of bytes that its address may publish; they are read no faster
 */
public record MembershipOptions(boolean subscribes, AddressRateLimiter pace) {
}
