package mles.server.admission;

import mles.server.spi.Rights;

/**
 * What somebody may do who knows a key.
 *
 * @param keyName the name of the key; empty for the shared one
 * @param rights  what the key allows
 */
record KeyGrant(String keyName, Rights rights) {
}
