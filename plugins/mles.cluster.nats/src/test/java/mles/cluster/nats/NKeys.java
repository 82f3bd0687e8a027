package mles.cluster.nats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Base64;

/** A key pair as NATS writes it, which signs tokens. */
final class NKeys {
    static final int OPERATOR = 14 << 3;
    static final int ACCOUNT = 0;
    static final int USER = 20 << 3;
    private static final int SEED = 18 << 3;
    private static final int KEY_BYTES = 32;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final int type;
    private final KeyPair pair;

    NKeys(int type) throws GeneralSecurityException {
        this.type = type;
        pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    String publicKey() {
        byte[] encoded = pair.getPublic().getEncoded();
        return text(new byte[]{(byte) type}, Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length));
    }

    String seed() {
        byte[] key = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
        return text(new byte[]{(byte) (SEED | type >> 5), (byte) ((type & 31) << 3)}, key);
    }

    /** {@return a token for {@code subject}, with the claims of NATS} */
    String token(NKeys subject, String claims) throws GeneralSecurityException {
        String head = base64("{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}") + "."
                + base64("{\"jti\":\"id\",\"iat\":1700000000,\"iss\":\"" + publicKey()
                        + "\",\"name\":\"test\",\"sub\":\""
                        + subject.publicKey() + "\",\"nats\":{" + claims + ",\"version\":2}}");
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(head.getBytes(StandardCharsets.US_ASCII));
        return head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] prefix, byte[] key) {
        ByteBuffer all = ByteBuffer.allocate(prefix.length + key.length + 2).put(prefix).put(key);
        int crc = 0;
        for (int i = 0; i < all.position(); i++) {
            crc ^= (all.get(i) & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
            }
        }
        all.put((byte) crc).put((byte) (crc >> 8));
        StringBuilder text = new StringBuilder();
        long buffer = 0;
        int bits = 0;
        for (byte b : all.array()) {
            buffer = (buffer << 8 | (b & 0xff)) & 0xffff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt((int) (buffer >> bits) & 31));
            }
        }
        return bits == 0 ? text.toString() : text.append(ALPHABET.charAt((int) (buffer << (5 - bits)) & 31)).toString();
    }
}
