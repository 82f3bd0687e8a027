package mles.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPrivateKeySpec;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemTest {
    @ParameterizedTest
    @CsvSource({"ec.pem,EC", "rsa.pem,RSA"})
    void olderFormatsOfKeysAreRead(String file, String algorithm) throws Exception {
        String text = read(file);
        X509Certificate owner = Pem.certificates(text).getFirst();
        assertEquals(algorithm, Pem.privateKey(text, owner).getAlgorithm());
    }

    @Test
    void keyOfAnotherCertificateIsRefused() throws Exception {
        X509Certificate owner = Pem.certificates(read("ec.pem")).getFirst();
        assertThrows(GeneralSecurityException.class, () -> Pem.privateKey(read("rsa.pem"), owner));
    }

    @Test
    void keyOfAnotherPairIsRefused() throws Exception {
        X509Certificate owner = Pem.certificates(read("ec.pem")).getFirst();
        ECPublicKey known = (ECPublicKey) owner.getPublicKey();
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC");
        pairs.initialize(known.getParams());
        String other = pem(pairs.generateKeyPair().getPrivate());
        assertThrows(GeneralSecurityException.class, () -> Pem.privateKey(other, owner));
    }

    /** Such keys are proved by a signature. */
    @Test
    void keyWithoutItsPublicPartIsTaken() throws Exception {
        X509Certificate owner = Pem.certificates(read("ec.pem")).getFirst();
        ECPrivateKey key = (ECPrivateKey) Pem.privateKey(read("ec.pem"), owner);
        PrivateKey alone = KeyFactory.getInstance("EC")
                .generatePrivate(new ECPrivateKeySpec(key.getS(), key.getParams()));
        assertEquals(key.getS(), ((ECPrivateKey) Pem.privateKey(pem(alone), owner)).getS());
    }

    private static String pem(PrivateKey key) {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    @ParameterizedTest
    @CsvSource({"'-----BEGIN ENCRYPTED PRIVATE KEY-----\nabcd\n-----END ENCRYPTED PRIVATE KEY-----'",
            "'-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nabcd\n-----END RSA PRIVATE KEY-----'"})
    void encryptedKeyNamesTheCommandThatConvertsIt(String text) throws Exception {
        X509Certificate owner = Pem.certificates(read("rsa.pem")).getFirst();
        String message = String.valueOf(
                assertThrows(GeneralSecurityException.class, () -> Pem.privateKey(text, owner)).getMessage());
        assertTrue(message.contains("openssl pkey -in KEY -out PLAIN"), message);
    }

    @Test
    void noCertificateIsSkipped() throws Exception {
        String two = read("ec.pem") + read("rsa.pem");
        assertEquals(2, Pem.certificates(two.replaceFirst("-----BEGIN CERT", "\uFEFF-----BEGIN CERT")).size());
        String cut = two.substring(0, two.lastIndexOf("-----END"));
        assertThrows(GeneralSecurityException.class, () -> Pem.certificates(cut));
    }

    private static String read(String name) throws IOException {
        try (InputStream in = PemTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
