package mles.server.config;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * A server's context of Java for Netty's handler. Netty's own one reads all authorities that Java knows and puts a key under a
 * password for a probe, which is half of the time until a server with TLS listens.
 */
final class ServerTlsContext extends SslContext {
    /** The order is the server's preference; TLS 1.2 comes with ephemeral keys only. */
    private static final List<String> SUITES = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");

    private final SSLContext context;
    private final List<String> suites;
    private final boolean needsClientCertificates;

    /** @param context has the key and, where clients need certificates, the authorities of those */
    ServerTlsContext(SSLContext context, boolean needsClientCertificates) {
        this.context = context;
        this.needsClientCertificates = needsClientCertificates;
        Set<String> supported = Set.of(context.getSupportedSSLParameters().getCipherSuites());
        suites = SUITES.stream().filter(supported::contains).toList();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return configured(context.createSSLEngine());
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
        return configured(context.createSSLEngine(peerHost, peerPort));
    }

    private SSLEngine configured(SSLEngine engine) {
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(TlsTrust.PROTOCOLS.toArray(String[]::new));
        engine.setEnabledCipherSuites(suites.toArray(String[]::new));
        engine.setNeedClientAuth(needsClientCertificates);
        return engine;
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return suites;
    }

    @Override
    @SuppressWarnings("deprecation") // the interface asks for it
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return List::of;
    }

    @Override
    public SSLSessionContext sessionContext() {
        return context.getServerSessionContext();
    }
}
