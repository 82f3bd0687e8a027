package mles.server.config;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.PublicKey;

/**
 * Wrapping of older key formats (PKCS #1 of RSA, SEC 1 of elliptic curves) into PKCS #8, in DER:
 *
 * <pre>{@code
 * SEQUENCE { INTEGER 0, AlgorithmIdentifier, OCTET STRING { the older format } }
 * }</pre>
 */
final class Pkcs8 {
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 4;
    private static final int LONG_FORM = 0x80;
    private static final int OCTET = 0xff;

    private Pkcs8() {
    }

    /**
     * {@return {@code key} in PKCS #8}
     *
     * @param owner has the same algorithm, with its parameters: it begins with them
     */
    static byte[] of(byte[] key, PublicKey owner) {
        ByteBuffer subject = ByteBuffer.wrap(owner.getEncoded());
        header(subject);
        int start = subject.position();
        int length = header(subject);
        byte[] algorithm = new byte[subject.position() - start + length];
        subject.get(start, algorithm);

        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(VERSION_0);
        content.writeBytes(algorithm);
        content.writeBytes(element(OCTET_STRING, key));
        return element(SEQUENCE, content.toByteArray());
    }

    /**
     * Reads a tag and a length.
     *
     * @return the length
     */
    private static int header(ByteBuffer der) {
        der.get();
        int length = der.get() & OCTET;
        if (length < LONG_FORM) {
            return length;
        }
        int value = 0;
        for (int i = length - LONG_FORM; i > 0; i--) {
            value = (value << Byte.SIZE) | (der.get() & OCTET);
        }
        return value;
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        if (content.length < LONG_FORM) {
            der.write(content.length);
        } else {
            // Two octets do for all keys there are.
            der.write(LONG_FORM + 2);
            der.write(content.length >> Byte.SIZE);
            der.write(content.length);
        }
        der.writeBytes(content);
        return der.toByteArray();
    }
}
