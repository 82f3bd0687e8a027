package mles.server.admission;

import mles.server.spi.Rights;

/**
 * Rights that a key grants.
 *
 * @param keyName the name of the key; empty for the shared one
 * @param rights  the rights of the key
 */
record KeyGrant(String keyName, Rights rights) {
}
