package mles.cluster.nats;

import io.nats.client.AuthHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Credentials as {@code nsc} writes them: a token of the user, and the seed of the key that proves it. They are read anew for
 * each connection, so that new ones need no restart. The JDK signs; the client's own way needs another library.
 */
final class CredentialsFile implements AuthHandler {
    private static final String OPTION = "creds-file";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    /** Two bytes of prefix, 32 of the seed, two of a checksum. */
    private static final int DECODED = 36;
    private static final int SEED_AT = 2;
    private static final int SEED_BYTES = 32;

    private final Path file;

    CredentialsFile(Path file) {
        this.file = file;
    }

    /** @throws IOException when the file is not there or has something else in it */
    void check() throws IOException {
        token();
        seed();
    }

    @Override
    public byte[] sign(byte[] nonce) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed())));
            signature.update(nonce);
            return signature.sign();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }

    /** {@return nothing: the token names the public key} */
    @Override
    public char[] getID() {
        return new char[0];
    }

    @Override
    public char[] getJWT() {
        try {
            return token().toCharArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String token() throws IOException {
        return section("USER JWT");
    }

    private byte[] seed() throws IOException {
        String text = section("USER NKEY SEED");
        byte[] bytes = new byte[DECODED];
        int bits = 0;
        int buffer = 0;
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = ALPHABET.indexOf(text.charAt(i));
            if (value < 0 || length == DECODED) {
                throw unreadable();
            }
            buffer = (buffer << 5 | value) & 0xfff;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[length++] = (byte) (buffer >> bits);
            }
        }
        if (length != DECODED) {
            throw unreadable();
        }
        return Arrays.copyOfRange(bytes, SEED_AT, SEED_AT + SEED_BYTES);
    }

    /** {@return the line behind {@code -----BEGIN name-----}} */
    private String section(String name) throws IOException {
        List<String> lines = Login.lines(OPTION, file);
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (lines.get(i).strip().matches("-+BEGIN (NATS )?" + name + "-+")) {
                return lines.get(i + 1).strip();
            }
        }
        throw unreadable();
    }

    private IOException unreadable() {
        return new IOException(OPTION + ": expected a user's token and seed, was something else in " + file);
    }
}
