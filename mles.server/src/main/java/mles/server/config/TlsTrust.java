package mles.server.config;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Authorities trusted to identify another server. Immutable. */
public final class TlsTrust {
    /** The versions of TLS that are spoken. */
    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private static final TlsTrust OF_JAVA = new TlsTrust(List.of());

    private final List<X509Certificate> authorities;

    /** Trusts {@code authorities}; those of Java where there are none. */
    TlsTrust(List<X509Certificate> authorities) {
        this.authorities = authorities;
    }

    /** {@return trust in the authorities that this Java trusts} */
    public static TlsTrust ofJava() {
        return OF_JAVA;
    }

    /**
     * {@return trust in the authorities in this text in PEM, and in no others}
     *
     * @throws ConfigException when there are none in it
     */
    public static TlsTrust of(String authorities) {
        return new TlsTrust(TlsIdentity.part("tls-ca", () -> Pem.certificates(authorities)));
    }

    /** {@return this for clients with sockets of the JDK} */
    public SSLContext toContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers().getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** {@return this for clients with sockets of Netty; they check host names} */
    @SuppressWarnings("exports") // for the server itself, which reads the module of Netty
    public SslContext toNettyContext() {
        try {
            return SslContextBuilder.forClient().trustManager(managers()).sslProvider(SslProvider.JDK)
                    .protocols(PROTOCOLS).endpointIdentificationAlgorithm("HTTPS").build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** {@return the managers of this trust} */
    TrustManagerFactory managers() throws GeneralSecurityException {
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore store = null;
        if (!authorities.isEmpty()) {
            store = empty();
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry(Integer.toString(i), authorities.get(i));
            }
        }
        managers.init(store);
        return managers;
    }

    private static KeyStore empty() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        return store;
    }
}
