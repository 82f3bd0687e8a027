package mles.server.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A secret that others bring along. It is shown nowhere. Blanks and ends of lines around it do not count. */
final class SecretToken {
    private final byte[] bytes;

    private SecretToken(CharSequence text) {
        this.bytes = bytes(text);
    }

    /** {@return that token; null for null or empty} */
    static @Nullable SecretToken of(@Nullable CharSequence text) {
        return text == null || text.toString().isBlank() ? null : new SecretToken(text);
    }

    /** {@return whether {@code candidate} is it} Takes constant time. */
    boolean is(CharSequence candidate) {
        return MessageDigest.isEqual(bytes, bytes(candidate));
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().strip().getBytes(StandardCharsets.UTF_8);
    }
}
