package mles.websocket.http;

/** Names of a message. */
record Names(String uid, String channel) {
}
