package mles.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import mles.protocol.Frame;

/** Numbers that stand for frames and senders: the beginning of SHA-256. For one thread. */
final class Digests {
    private final MessageDigest sha = sha();

    long of(Frame frame) {
        sha.update(frame.bytes());
        return finish();
    }

    /** {@return the digest of the session that sent a numbered frame} The uid is part of it, as servers may verify that. */
    long sender(Frame frame, String uid) {
        sha.update(ByteBuffer.allocate(2 * Integer.BYTES).putInt(frame.cid().value())
                .putInt(MessageNumbers.session(frame.key())).flip());
        sha.update(uid.getBytes(StandardCharsets.UTF_8));
        return finish();
    }

    private long finish() {
        return ByteBuffer.wrap(sha.digest()).getLong();
    }

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }
}
