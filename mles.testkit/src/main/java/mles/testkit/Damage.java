package mles.testkit;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import mles.protocol.ConnectionId;
import mles.protocol.ConnectionKey;
import mles.protocol.FirstPayload;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import mles.protocol.Resync;

/**
 * Hostile inputs: what the golden vectors and all spellings of messages and resyncs become when bits flip, pieces are
 * lost, repeated or exchanged, and lengths lie. Much of it is still good, under the right key, so that what comes behind it
 * is looked at, too. Each input has a number: the same number gives the same bytes with the same version of the kit.
 * Immutable.
 */
public final class Damage {
    private static final List<String> UIDS = List.of("mallory", "m", "", "mällory", "m".repeat(23), "m".repeat(24),
            "m".repeat(300));
    private static final List<String> CHANNELS = List.of("lab", "l", "", "läb ☀", "l".repeat(255), "l".repeat(256));
    private static final List<Misspelling> MISTAKES = List.of(Misspelling.values());
    private static final int MOST_FRAMES = 4;
    private static final int MOST_ITEMS = 4;
    private static final int USUAL_SIZE = 40;
    private static final int LARGE_SIZE = 70_000;
    private static final int ONE_IN_LARGE = 500;

    private final String sharedKey;
    private final List<Source> golden;

    /** Something to harm, and the key that is right for its names. */
    private static final class Source {
        private final byte[] payload;
        private final long key;

        private Source(byte[] payload, long key) {
            this.payload = payload;
            this.key = key;
        }
    }

    private Damage(String sharedKey) {
        this.sharedKey = sharedKey;
        Vectors vectors = Vectors.load();
        this.golden = Stream
                .of(vectors.messageDecodes().stream().map(VectorCase.MessageDecode::cbor),
                        vectors.resyncDecodes().stream().map(VectorCase.ResyncDecode::cbor),
                        vectors.resyncEncodes().stream().map(VectorCase.ResyncEncode::cbor),
                        vectors.firstFrames().stream().map(Damage::payload))
                .flatMap(each -> each).map(CborOut::bytes).filter(each -> each.length <= LARGE_SIZE)
                .map(each -> new Source(each, keyOf(each))).toList();
    }

    /** {@return inputs for a receiver that knows {@code sharedKey}, which is not empty} */
    public static Damage of(String sharedKey) {
        return new Damage(sharedKey);
    }

    /** {@return bytes in place of the CBOR of a payload (SPEC 4); they may be empty} */
    public byte[] payload(long number) {
        Random random = random(number);
        byte[] payload = source(random).payload;
        return random.nextInt(4) == 0 ? payload : harmed(payload, random);
    }

    /** {@return {@code good}, damaged on its way} */
    public byte[] harmed(byte[] good, long number) {
        return harmed(good, random(number));
    }

    /**
     * {@return the bytes of a connection (SPEC 2): up to four frames, whole or not} The first one often has the right key
     * of its names.
     */
    public byte[] frames(long number) {
        Random random = random(number);
        CborOut out = new CborOut();
        for (int i = random.nextInt(MOST_FRAMES); i >= 0; i--) {
            Source source = source(random);
            byte[] payload = payload(source, random);
            out.raw(header(payload.length, source.key, random));
            out.raw(payload);
        }
        return random.nextInt(4) == 0 ? harmed(out.toByteArray(), random) : out.toByteArray();
    }

    /**
     * {@return the bytes of a browser on an open WebSocket (RFC 6455, SPEC 8): up to four messages and other frames, masked,
     * in fragments, or malformed}
     */
    public byte[] browser(long number) {
        Random random = random(number);
        BrowserOut out = new BrowserOut(random);
        for (int i = random.nextInt(MOST_FRAMES); i >= 0; i--) {
            if (random.nextInt(4) == 0) {
                out.control();
            }
            out.message(payload(source(random), random));
        }
        return random.nextInt(4) == 0 ? harmed(out.toByteArray(), random) : out.toByteArray();
    }

    private byte[] payload(Source source, Random random) {
        return random.nextInt(3) == 0 ? harmed(source.payload, random) : source.payload;
    }

    private byte[] harmed(byte[] bytes, Random random) {
        return Harm.some(bytes, golden.get(random.nextInt(golden.size())).payload, random);
    }

    private Source source(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> golden.get(random.nextInt(golden.size()));
            case 2 -> resync(random);
            case 3 -> {
                Misspelling mistake = MISTAKES.get(random.nextInt(MISTAKES.size()));
                Message message = message(random);
                yield new Source(mistake.of(message, random), key(message));
            }
            case 4 -> new Source(noise(random), random.nextLong());
            default -> {
                Message message = message(random);
                yield new Source(random.nextBoolean() ? Spelling.canonical(message) : Spelling.any(message, random),
                        key(message));
            }
        };
    }

    private Source resync(Random random) {
        List<Frame> frames = Stream.generate(() -> message(random)).limit(1 + random.nextInt(MOST_ITEMS))
                .map(message -> Frame.of(ConnectionId.of(key(message)), key(message), message)).toList();
        Resync resync = Resync.of(frames);
        return new Source(random.nextBoolean() ? Spelling.canonical(resync) : Spelling.any(resync, random),
                frames.getFirst().key());
    }

    private static Message message(Random random) {
        return new Message(UIDS.get(random.nextInt(UIDS.size())), CHANNELS.get(random.nextInt(CHANNELS.size())),
                ByteBuffer.wrap(noise(random)));
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[random.nextInt(random.nextInt(ONE_IN_LARGE) == 0 ? LARGE_SIZE : USUAL_SIZE)];
        random.nextBytes(noise);
        return noise;
    }

    /** The header of a payload of that many bytes, three times in four as it should be. */
    private static byte[] header(int length, long key, Random random) {
        int said = length;
        long shown = key;
        int type = Header.TYPE;
        switch (random.nextInt(24)) {
            case 0 -> said = length + 1;
            case 1 -> said = Math.max(0, length - 1);
            case 2 -> said = random.nextBoolean() ? Header.MAX_PAYLOAD : 0;
            case 3 -> said = random.nextInt(Header.MAX_PAYLOAD + 1) >>> random.nextInt(24);
            case 4 -> type = random.nextInt(256);
            case 5 -> shown = key ^ 1L << random.nextInt(Long.SIZE);
            default -> {
                // nothing is wrong
            }
        }
        CborOut out = new CborOut();
        out.number(type, 1);
        out.number(said, 3);
        out.number(random.nextInt(8) == 0 ? random.nextInt() : ConnectionId.of(shown).value(), 4);
        out.number(shown, 8);
        return out.toByteArray();
    }

    private long keyOf(byte[] payload) {
        try {
            return switch (FirstPayload.decode(ByteBuffer.wrap(payload))) {
                case Message message -> key(message);
                case Resync resync -> key(Message.decode(resync.frames().getFirst().payload()));
            };
        } catch (ProtocolException e) {
            return ConnectionKey.of(sharedKey, "", "");
        }
    }

    private long key(Message message) {
        return ConnectionKey.of(sharedKey, message.uid(), message.channel());
    }

    private static ByteBuffer payload(VectorCase.FirstFrame vector) {
        ByteBuffer frame = vector.frame();
        int from = Math.min(Header.SIZE, frame.remaining());
        return frame.slice(from, frame.remaining() - from);
    }

    /** Neighbouring seeds would begin alike. */
    private static Random random(long number) {
        long mixed = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return new Random(mixed ^ (mixed >>> 31));
    }
}
