package mles.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    private static String fault(String certificates, String key) {
        return String.valueOf(
                assertThrows(ConfigException.class, () -> TlsIdentity.of(certificates, key, null)).getMessage());
    }
}
