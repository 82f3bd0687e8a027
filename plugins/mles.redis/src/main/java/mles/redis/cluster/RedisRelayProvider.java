package mles.redis.cluster;

import mles.redis.RedisAddress;
import mles.server.spi.Relay;
import mles.server.spi.RelayProvider;
import mles.server.spi.RelaySettings;

/** Engines on Redis: {@code redis://HOST:PORT/PREFIX}. */
public final class RedisRelayProvider implements RelayProvider {
    private static final String SCHEME = "redis";
    private static final String BEGINNING = SCHEME + "://";

    /** Creates a provider; for the service loader. */
    public RedisRelayProvider() {
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public Relay create(RelaySettings settings) {
        String address = settings.address();
        String place = address.startsWith(BEGINNING) ? address.substring(BEGINNING.length()) : "";
        return new RedisRelay(RedisAddress.parse(BEGINNING, place), settings, Room.USUAL_ABSENCE);
    }
}
