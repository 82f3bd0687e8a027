package mles.server.hub;

import mles.server.transport.PeerLinks;

/**
 * How channels are linked to an upstream server.
 *
 * @param links     makes the links
 * @param idleNanos how long a link without members stays; 0 is no limit
 * @param loadNanos how long a channel that is opened waits for what the upstream server has
 */
public record UpstreamConfig(PeerLinks links, long idleNanos, long loadNanos) {
}
