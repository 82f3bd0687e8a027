package mles.server.config;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Certificates and keys as text (RFC 7468). Its faults tell what is wrong and never what the text says. */
public final class Pem {
    private static final String PKCS8 = "";
    /** Other kinds of keys begin with their own name; what openssl writes before them (parameters) is none. */
    private static final Pattern KEY = Pattern
            .compile("-----BEGIN (|RSA |EC )PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");
    private static final Pattern CERTIFICATE = Pattern
            .compile("-----BEGIN (X509 |TRUSTED |)CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END \\1CERTIFICATE-----");
    private static final Pattern BEGIN = Pattern.compile("BEGIN (X509 |TRUSTED |)CERTIFICATE-----");
    private static final String ENCRYPTED = "ENCRYPTED";
    private static final byte[] PROBE = {1, 2, 3, 4};

    private Pem() {
    }

    /**
     * {@return all certificates in {@code text}, one at least}
     *
     * @throws CertificateException when there is none, or a bad one
     */
    public static List<X509Certificate> certificates(String text) throws CertificateException {
        // Java stumbles over what else a file may hold, such as the key, and skips a certificate that begins unlike others.
        String blocks = CERTIFICATE.matcher(text).results().map(MatchResult::group).collect(Collectors.joining("\n"));
        List<X509Certificate> found;
        try {
            found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(blocks.getBytes(StandardCharsets.UTF_8))).stream()
                    .map(X509Certificate.class::cast).toList();
        } catch (CertificateException e) {
            throw new CertificateException("expected certificates in PEM, was other data", e);
        }
        long begun = BEGIN.matcher(text).results().count();
        if (found.size() < begun) {
            throw new CertificateException(
                    "expected " + begun + " certificates, as it begins so many, was " + found.size());
        }
        if (found.isEmpty()) {
            throw new CertificateException("expected a certificate in PEM, was none");
        }
        return found;
    }

    /**
     * {@return the private key in {@code text}}
     *
     * @param owner the certificate that it must belong to
     * @throws GeneralSecurityException when there is none, or it belongs to another one
     */
    public static PrivateKey privateKey(String text, X509Certificate owner) throws GeneralSecurityException {
        Matcher matcher = KEY.matcher(text);
        if (!matcher.find()) {
            throw new GeneralSecurityException(text.contains(ENCRYPTED)
                    ? "expected a key without a passphrase, was encrypted; openssl pkey -in KEY -out PLAIN takes it off"
                    : "expected a private key in PEM, which begins with BEGIN PRIVATE KEY, was none");
        }
        PrivateKey key;
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(matcher.group(2));
            key = KeyFactory.getInstance(owner.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(matcher.group(1).equals(PKCS8)
                            ? encoded
                            : Pkcs8.of(encoded, owner.getPublicKey())));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new GeneralSecurityException("expected a key of the certificate's kind, was another", e);
        }
        if (!namesOwner(key, encoded, owner.getPublicKey()) && !belong(key, owner)) {
            throw new GeneralSecurityException("expected the key of the certificate, was another one");
        }
        return key;
    }

    /**
     * {@return whether the key itself names {@code owner} as its public part} Keys of RSA do, and those of elliptic curves
     * usually. To sign for a proof instead is most of the time that a server with TLS takes to start.
     */
    private static boolean namesOwner(PrivateKey key, byte[] encoded, PublicKey owner) {
        if (key instanceof RSAPrivateCrtKey own && owner instanceof RSAPublicKey rsa) {
            return own.getModulus().equals(rsa.getModulus()) && own.getPublicExponent().equals(rsa.getPublicExponent());
        }
        return owner instanceof ECPublicKey ec && endsWithPoint(encoded, ec);
    }

    /** The point, not compressed, is the last that both forms have: 04 and its coordinates, in bits of which none is unused. */
    private static boolean endsWithPoint(byte[] key, ECPublicKey owner) {
        byte[] shown = owner.getEncoded();
        int coordinate = (owner.getParams().getCurve().getField().getFieldSize() + Byte.SIZE - 1) / Byte.SIZE;
        int length = 2 + 2 * coordinate;
        return key.length > length && shown.length > length
                && Arrays.equals(key, key.length - length, key.length, shown, shown.length - length, shown.length);
    }

    private static boolean belong(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        });
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(PROBE);
        return signature.verify(signed);
    }
}
