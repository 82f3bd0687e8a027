package mles.websocket.http;

/**
 * Names of a message.
 *
 * @param key with which a member of these names comes
 */
record Names(String uid, String channel, long key) {
    @Override
    public String toString() {
        return uid + "@" + channel;
    }
}
