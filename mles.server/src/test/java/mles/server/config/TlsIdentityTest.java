package mles.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no identity; good ones are tested with connections. */
class TlsIdentityTest {
    private static final String SECRET = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg";

    @ParameterizedTest
    @ValueSource(strings = {"", "figs", "-----BEGIN CERTIFICATE-----\nfigs\n-----END CERTIFICATE-----"})
    void noCertificate(String text) {
        String message = fault(text, "");
        assertEquals("tls-cert: ", message.substring(0, 10), message);
    }

    @Test
    void noAuthority() {
        assertEquals("tls-ca: expected a certificate in PEM, was none",
                assertThrows(ConfigException.class, () -> TlsTrust.of("")).getMessage());
    }

    @Test
    void theKeyIsNotShown() {
        String message = fault("-----BEGIN PRIVATE KEY-----\n" + SECRET + "\n-----END PRIVATE KEY-----", SECRET);
        assertEquals(-1, message.indexOf(SECRET), message);
    }

    @Test
    void serverWithoutClientCertificatesTrustsNone() {
        X509Certificate[] chain = {};
        assertThrows(CertificateException.class, () -> NoTrust.INSTANCE.checkClientTrusted(chain, "EC"));
        assertThrows(CertificateException.class, () -> NoTrust.INSTANCE.checkServerTrusted(chain, "EC"));
        assertEquals(0, NoTrust.INSTANCE.getAcceptedIssuers().length);
    }

    @ParameterizedTest
    @CsvSource({"EC,identity", "EC_RSA,identity", "RSA,", "EdDSA,"})
    void keyIsOfferedForItsOwnAlgorithmOnly(String asked, String alias) throws Exception {
        try (InputStream in = TlsIdentityTest.class.getResourceAsStream("ec.pem")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            List<X509Certificate> chain = Pem.certificates(text);
            IdentityKeyManager keys = new IdentityKeyManager(chain, Pem.privateKey(text, chain.getFirst()));
            assertEquals(alias, keys.chooseEngineServerAlias(asked, null, null));
        }
    }

    private static String fault(String certificates, String key) {
        return String.valueOf(
                assertThrows(ConfigException.class, () -> TlsIdentity.of(certificates, key, null)).getMessage());
    }
}
