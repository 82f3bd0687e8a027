package mles.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * End-to-end encryption of what is said on one channel, in the format of docs/sealed.md: AES-256-GCM under a key that PBKDF2
 * makes of a secret and the channel's name, bound to sender and channel. The server sees names, sizes and times. Everyone
 * with the secret reads everything, and writes under any name. Immutable; thread-safe.
 */
public final class Seal {
    /** Bytes by which a sealed message is longer than its content. */
    public static final int OVERHEAD = 32;
    private static final byte[] MAGIC = {(byte) 0xe2, 0x6d, 0x73};
    private static final byte VERSION = 2;
    private static final int NONCE = 12;
    private static final int START = MAGIC.length + 1 + NONCE;
    private static final int TAG_BITS = 128;
    private static final int KEY_BITS = 256;
    private static final int ROUNDS = 600_000;
    private static final byte BORDER = (byte) 0xff;

    private final SecureRandom random = new SecureRandom();
    private final String channel;
    private final SecretKeySpec key;

    private Seal(String channel, SecretKeySpec key) {
        this.channel = channel;
        this.key = key;
    }

    /**
     * {@return the seal of a channel} Takes about half a second, so that guesses at secrets are dear.
     *
     * @param secret the secret; its Unicode form does not matter
     * @throws IllegalArgumentException when it is empty
     */
    public static Seal of(String secret, String channel) {
        check(secret);
        byte[] salt = ("mles seal " + VERSION + " " + channel).getBytes(StandardCharsets.UTF_8);
        char[] normal = Normalizer.normalize(secret, Normalizer.Form.NFC).toCharArray();
        PBEKeySpec spec = new PBEKeySpec(normal, salt, ROUNDS, KEY_BITS);
        try {
            byte[] bytes = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
            return new Seal(channel, new SecretKeySpec(bytes, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            spec.clearPassword();
        }
    }

    static void check(String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("secret: expected at least one character, was empty");
        }
    }

    /** {@return whether {@code content} is in the sealed format of any version} */
    public static boolean isSealed(ByteBuffer content) {
        int at = content.position();
        return content.remaining() >= START && content.get(at) == MAGIC[0] && content.get(at + 1) == MAGIC[1]
                && content.get(at + 2) == MAGIC[2];
    }

    /** {@return {@code content} sealed by {@code seal}, or as it is: without a seal, and where it only shows presence} */
    static byte[] close(@Nullable Seal seal, String uid, byte[] content) {
        return content.length == 0 || seal == null ? content : seal.close(uid, ByteBuffer.wrap(content));
    }

    /** {@return {@code content} sealed for those with the secret, as said by {@code uid}} */
    public byte[] close(String uid, ByteBuffer content) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        return close(uid, content, nonce);
    }

    /** A nonce must never come twice. */
    byte[] close(String uid, ByteBuffer content, byte[] nonce) {
        ByteBuffer sealed = ByteBuffer.allocate(OVERHEAD + content.remaining());
        sealed.put(MAGIC).put(VERSION).put(nonce);
        try {
            cipher(Cipher.ENCRYPT_MODE, uid, nonce).doFinal(content.duplicate(), sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return sealed.array();
    }

    /**
     * {@return the content that {@link #close} was given} Empty where the message is of another secret, channel, sender or
     * version, or was changed.
     *
     * @param uid the sender's name as the message has it
     */
    public Optional<byte[]> open(String uid, ByteBuffer sealed) {
        ByteBuffer in = sealed.duplicate();
        if (!isSealed(in) || in.remaining() < OVERHEAD || in.get(in.position() + MAGIC.length) != VERSION) {
            return Optional.empty();
        }
        byte[] nonce = new byte[NONCE];
        in.position(in.position() + MAGIC.length + 1).get(nonce);
        ByteBuffer content = ByteBuffer.allocate(in.remaining() - TAG_BITS / Byte.SIZE);
        try {
            cipher(Cipher.DECRYPT_MODE, uid, nonce).doFinal(in, content);
            return Optional.of(content.array());
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** {@return the key} For tests. */
    byte[] key() {
        return key.getEncoded();
    }

    private Cipher cipher(int mode, String uid, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(uid.getBytes(StandardCharsets.UTF_8));
        cipher.updateAAD(new byte[]{BORDER});
        cipher.updateAAD(channel.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
