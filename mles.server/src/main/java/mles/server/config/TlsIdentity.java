package mles.server.config;

import io.netty.handler.ssl.SslContext;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Certificate and key of a server for TLS 1.2 and 1.3, and the authorities of client certificates. Immutable; its key is shown nowhere. */
public final class TlsIdentity {
    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final List<X509Certificate> clientCas;

    private TlsIdentity(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> clientCas) {
        this.chain = chain;
        this.key = key;
        this.clientCas = clientCas;
    }

    /**
     * {@return the identity made of these texts in PEM}
     *
     * @param certificates the server's own, then those between it and what clients trust
     * @param key          its private key, unencrypted, in PKCS #8, PKCS #1 or SEC 1
     * @param clientCas    who must have signed the certificates of clients; null where clients need none
     * @throws ConfigException when they are not that, or do not belong together
     */
    public static TlsIdentity of(String certificates, String key, @Nullable String clientCas) {
        List<X509Certificate> chain = part("tls-cert", () -> Pem.certificates(certificates));
        return new TlsIdentity(chain, part("tls-key", () -> Pem.privateKey(key, chain.getFirst())),
                clientCas == null ? List.of() : part("tls-client-ca", () -> Pem.certificates(clientCas)));
    }

    /** {@return when the server's own certificate ends} */
    public Instant expires() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /** {@return this for sockets of Netty} @throws ConfigException when this Java cannot use it */
    @SuppressWarnings("exports") // for the server itself, which reads the module of Netty
    public SslContext toContext() {
        return part("tls-cert", () -> {
            KeyManager[] keys = {new IdentityKeyManager(chain, key)};
            TrustManager[] trust = clientCas.isEmpty()
                    ? new TrustManager[]{NoTrust.INSTANCE}
                    : new TlsTrust(clientCas).managers().getTrustManagers();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return new ServerTlsContext(context, !clientCas.isEmpty());
        });
    }

    /** Something that text in PEM says. */
    interface Part<T> {
        T read() throws GeneralSecurityException;
    }

    /**
     * {@return the parsed part}
     *
     * @throws ConfigException when it cannot be parsed, in a line that begins with the setting
     */
    static <T> T part(String setting, Part<T> part) {
        try {
            return part.read();
        } catch (GeneralSecurityException e) {
            throw new ConfigException(setting + ": " + e.getMessage());
        }
    }
}
