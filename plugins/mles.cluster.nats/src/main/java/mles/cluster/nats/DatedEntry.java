package mles.cluster.nats;

import mles.server.spi.RelayEntry;

/**
 * An entry and its time. The time is that of the server which proposed it: NATS before 2.10 does not tell its own with live
 * entries, and all servers should have the same one.
 *
 * @param entry    the entry
 * @param storedAt milliseconds since 1970
 */
record DatedEntry(RelayEntry entry, long storedAt) {
}
