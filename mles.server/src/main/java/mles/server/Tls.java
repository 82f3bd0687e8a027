package mles.server;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mles.server.config.ConfigException;
import mles.server.config.ListenAddress;
import mles.server.config.PeerAddress;
import mles.server.config.TlsIdentity;
import mles.server.config.TlsTrust;
import mles.server.tls.TlsClient;
import mles.server.tls.TlsServer;
import mles.server.transport.ChannelSecurity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS of one running server. */
final class Tls {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    private static final Duration SOON = Duration.ofDays(14);

    private final @Nullable TlsServer incoming;
    private volatile @Nullable TlsIdentity identity;

    /** @throws ConfigException when it is to listen encrypted and has nothing to show */
    Tls(List<ListenAddress> addresses, @Nullable TlsIdentity identity) {
        check(addresses, identity);
        warn(identity);
        this.identity = identity;
        this.incoming = identity == null ? null : new TlsServer(identity.toContext());
    }

    /** @throws ConfigException when it is to listen encrypted and has nothing to show */
    static void check(List<ListenAddress> addresses, @Nullable TlsIdentity identity) {
        addresses.stream().filter(address -> address.scheme().isEncrypted() && identity == null).findFirst()
                .ifPresent(address -> {
                    throw new ConfigException(
                            "listen: expected tls-cert and tls-key with " + address.uri(address.port())
                                    + ", was neither");
                });
    }

    /** {@return the encryption of connections to {@code address}} */
    ChannelSecurity incoming(ListenAddress address) {
        return address.scheme().isEncrypted() && incoming != null ? incoming : ChannelSecurity.NONE;
    }

    /** {@return the encryption of connections to {@code server}} */
    static ChannelSecurity outgoing(PeerAddress server, TlsTrust trust) {
        return server.isEncrypted()
                ? new TlsClient(trust.toNettyContext(), server.host(), server.port())
                : ChannelSecurity.NONE;
    }

    /**
     * Shows {@code next} to further connections.
     *
     * @throws ConfigException when that is nothing and one of {@code addresses} needs it; nothing is changed then
     */
    void reload(List<ListenAddress> addresses, @Nullable TlsIdentity next) {
        check(addresses, next);
        if (incoming != null && next != null) {
            incoming.replace(next.toContext());
            identity = next;
            warn(next);
        }
    }

    /** {@return when what it shows ends} */
    Optional<Instant> expires() {
        return Optional.ofNullable(identity).map(TlsIdentity::expires);
    }

    /** {@return whether what it shows ends soon, or has ended} */
    boolean endsSoon() {
        return expires().filter(until -> Instant.now().plus(SOON).isAfter(until)).isPresent();
    }

    void close() {
        if (incoming != null) {
            incoming.close();
        }
    }

    private static void warn(@Nullable TlsIdentity shown) {
        if (shown != null && Instant.now().plus(SOON).isAfter(shown.expires())) {
            LOG.warn("tls-cert-ends: the certificate ends soon or has ended, until={}", shown.expires());
        }
    }
}
