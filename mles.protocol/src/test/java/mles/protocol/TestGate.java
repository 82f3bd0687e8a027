package mles.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** What a gate does with a first frame, out of the parts of this module only (SPEC 3.5, 5.5). */
final class TestGate {
    private static final InetSocketAddress REMOTE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private TestGate() {
    }

    /** Who joins, and with how many items. */
    record Joined(ConnectionId cid, String uid, String channel, int items) {
    }

    /**
     * {@return who joins; empty when the key is wrong}
     *
     * @throws ProtocolException when the payload is undecodable
     */
    static Optional<Joined> admit(Credentials credentials, Frame first) {
        return switch (FirstPayload.decode(first.payload())) {
            case Message message -> admit(credentials, first, message, 1);
            case Resync resync -> {
                List<Frame> items = resync.frames();
                Message message = Message.decode(items.getFirst().payload());
                yield admit(credentials, items.getFirst(), message, items.size())
                        .or(() -> admit(credentials, first, message, items.size()));
            }
        };
    }

    private static Optional<Joined> admit(Credentials credentials, Frame shown, Message message, int items) {
        return credentials.matches(shown.key(), REMOTE, message.uid(), message.channel())
                ? Optional.of(new Joined(shown.cid(), message.uid(), message.channel(), items))
                : Optional.empty();
    }
}
