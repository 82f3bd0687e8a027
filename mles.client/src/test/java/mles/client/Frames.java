package mles.client;

import java.time.Duration;
import mles.protocol.ConnectionId;
import mles.protocol.ConnectionKey;
import mles.protocol.Frame;
import mles.protocol.Message;

/** What the tests send and say. */
final class Frames {
    static final String KEY = "a shared key for tests";
    static final String UID = "alice";
    static final String CHANNEL = "garden";
    static final Duration SETTLE = Duration.ofMillis(50);
    static final Backoff FAST = new Backoff(Duration.ofMillis(10), Duration.ofMillis(40));

    private Frames() {
    }

    static long ownKey() {
        return ConnectionKey.of(KEY, UID, CHANNEL);
    }

    static Frame from(String uid, String text) {
        long key = ConnectionKey.of(KEY, uid, CHANNEL);
        return Frame.of(ConnectionId.of(key), key, Message.of(uid, CHANNEL, text));
    }

    static MlesClient.Builder client(FakeServer server) {
        return MlesClient.builder(server.address()).sharedKey(KEY).settle(SETTLE);
    }

    static Repeats.Verdict other(Repeats repeats, Frame frame) {
        return repeats.other(frame, Message.decode(frame.payload()));
    }

    static Repeats.Verdict own(Repeats repeats, Frame frame) {
        return repeats.own(frame, Message.decode(frame.payload()));
    }
}
