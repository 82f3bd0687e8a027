package mles.websocket.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digest that stands for a text or a body, in little memory. */
record Digest(long first, long second, long third, long fourth) {
    /** {@return a digest to be fed} */
    static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static Digest of(MessageDigest fed) {
        ByteBuffer bytes = ByteBuffer.wrap(fed.digest());
        return new Digest(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    /** {@return the digest of several texts, whose bounds count} */
    static Digest of(String... texts) {
        MessageDigest digest = begin();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        return of(digest);
    }
}
