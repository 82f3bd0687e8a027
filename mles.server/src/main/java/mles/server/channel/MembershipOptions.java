package mles.server.channel;

import mles.server.transport.AddressRateLimiter;

/**
 * On what terms somebody is a member.
 *
 * @param subscribes whether it gets what others publish
 * @param pace       how many bytes those of its address may publish in a second; they are read no faster
 */
public record MembershipOptions(boolean subscribes, AddressRateLimiter pace) {
}
