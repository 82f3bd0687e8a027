package mles.redis.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Steps that Redis does as one: files in Lua beside this class. */
final class Scripts {
    static final byte[] TAKE = load("take.lua");
    /** Hash by which Redis knows {@link #TAKE} once it was sent. */
    static final byte[] TAKE_HASH = bytes(sha1(TAKE));
    static final byte[] READ = load("read.lua");
    static final byte[] RENEW = load("renew.lua");
    static final byte[] PROBE = load("probe.lua");

    /** Answer of {@link #TAKE} to a server that follows another epoch: it has to read the channel first. */
    static final long OTHER_EPOCH = -1;

    private Scripts() {
    }

    /** {@return arguments as Redis takes them} */
    static List<byte[]> arguments(Object... values) {
        return Stream.of(values).map(value -> value instanceof byte[] raw ? raw : bytes(value.toString())).toList();
    }

    private static byte[] load(String file) {
        try (InputStream in = Objects.requireNonNull(Scripts.class.getResourceAsStream(file), file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String sha1(byte[] script) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(script));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
