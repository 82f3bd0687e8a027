package mles.websocket.wire;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import mles.protocol.Fault;
import mles.protocol.ProtocolException;
import mles.server.spi.Position;
import org.jspecify.annotations.Nullable;

/** Reads one envelope of a client, which may be hostile: strict in what it knows, and past what it does not. */
public final class EnvelopeReader {
    private static final Key[] KEYS = Key.values();
    private static final Set<Key> JOIN = EnumSet.of(Key.JOIN, Key.M, Key.QUIET, Key.SINCE);
    private static final Set<Key> PUBLISH = EnumSet.of(Key.PUBLISH, Key.M, Key.ANSWER);
    private static final Set<Key> LEAVE = EnumSet.of(Key.LEAVE);

    private final ByteBuffer in;
    private final CborInput cbor;
    private final EnumSet<Key> seen = EnumSet.noneOf(Key.class);
    private long membership;
    private Envelope.@Nullable Payload payload;
    private boolean quiet;
    private @Nullable Position since;
    private long answer = Envelope.Publish.NO_ANSWER;

    /** A known key; its name is the text on the wire. */
    private enum Key {
        JOIN, PUBLISH, LEAVE, M, QUIET, SINCE, ANSWER;

        private final String text = name().toLowerCase(Locale.ROOT);
    }

    private EnvelopeReader(ByteBuffer in) {
        this.in = in;
        this.cbor = new CborInput(in);
    }

    /**
     * {@return the envelope that the remaining bytes of {@code in} spell}
     *
     * @throws ProtocolException when they are anything else
     */
    public static Envelope read(ByteBuffer in) {
        return new EnvelopeReader(in).read();
    }

    private Envelope read() {
        for (int left = cbor.map(); left > 0; left--) {
            Key key = key();
            if (key == null) {
                cbor.skip();
            } else {
                value(key);
            }
        }
        cbor.finish();
        return envelope();
    }

    private @Nullable Key key() {
        int size = cbor.text();
        int at = cbor.at() - size;
        for (Key key : KEYS) {
            if (isAt(key, at, size)) {
                if (!seen.add(key)) {
                    throw new ProtocolException(Fault.REPEATED_FIELD, key.text + ": expected once, was there twice");
                }
                return key;
            }
        }
        return null;
    }

    private boolean isAt(Key key, int at, int size) {
        if (size != key.text.length()) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (in.get(at + i) != key.text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void value(Key key) {
        switch (key) {
            case JOIN, PUBLISH, LEAVE -> membership = cbor.number(Envelope.LARGEST);
            case M -> {
                int size = cbor.bytes();
                payload = new Envelope.Payload(cbor.at() - size, size);
            }
            case QUIET -> quiet = cbor.bool();
            case SINCE -> {
                cbor.array(2);
                since = new Position(epoch(), cbor.number(Long.MAX_VALUE));
            }
            case ANSWER -> answer = cbor.number(Envelope.LARGEST);
        }
    }

    private long epoch() {
        int size = cbor.bytes();
        if (size != Long.BYTES) {
            throw new ProtocolException(Fault.WRONG_KIND, "epoch: expected " + Long.BYTES + " bytes, was " + size);
        }
        byte[] bytes = new byte[Long.BYTES];
        in.get(cbor.at() - size, bytes);
        return ByteBuffer.wrap(bytes).getLong();
    }

    private Envelope envelope() {
        if (seen.contains(Key.JOIN)) {
            allow(JOIN);
            return new Envelope.Join(membership, payload(), quiet, since);
        }
        if (seen.contains(Key.PUBLISH)) {
            allow(PUBLISH);
            return new Envelope.Publish(membership, payload(), answer);
        }
        if (seen.contains(Key.LEAVE)) {
            allow(LEAVE);
            return new Envelope.Leave(membership);
        }
        throw new ProtocolException(Fault.MISSING_FIELD, "envelope: expected join, publish or leave, was none");
    }

    private void allow(Set<Key> keys) {
        if (!keys.containsAll(seen)) {
            throw new ProtocolException(Fault.WRONG_KIND, "envelope: expected keys of one kind, was a mixture");
        }
    }

    private Envelope.Payload payload() {
        if (payload == null) {
            throw new ProtocolException(Fault.MISSING_FIELD, "envelope: expected a payload, was none");
        }
        return payload;
    }
}
