package mles.cluster.nats;

import mles.server.spi.Relay;
import mles.server.spi.RelayProvider;
import mles.server.spi.RelaySettings;

/** Engines on NATS JetStream: {@code nats://HOST:PORT,HOST:PORT/PREFIX}. */
public final class NatsRelayProvider implements RelayProvider {
    /** Creates a provider; for the service loader. */
    public NatsRelayProvider() {
    }

    @Override
    public String scheme() {
        return NatsAddress.SCHEME;
    }

    @Override
    public Relay create(RelaySettings settings) {
        return new NatsRelay(NatsAddress.parse(settings.address()), settings);
    }
}
