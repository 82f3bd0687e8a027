package mles.server.admission;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mles.protocol.Credentials;
import mles.server.spi.NamedKey;

/** All keys by which clients may come in. Immutable. */
public final class KeyRing {
    private final List<NamedKey> keys;
    private final InstantSource clock;

    /**
     * Takes the configured keys. With a ring, no connection is admitted by its address alone.
     *
     * @param shared the secrets of all clients
     * @param ring   further keys
     */
    public KeyRing(Credentials shared, List<NamedKey> ring, InstantSource clock) {
        List<NamedKey> all = new ArrayList<>();
        if (ring.isEmpty() || !shared.addressMode()) {
            all.add(NamedKey.ordinary("", shared));
        }
        all.addAll(ring);
        this.keys = List.copyOf(all);
        this.clock = clock;
    }

    /** {@return the rights that {@code those} keys grant on {@code channel} now; empty if they grant none} */
    Optional<KeyGrant> pass(List<NamedKey> those, String channel) {
        return those.stream().filter(each -> each.admits(channel, clock.instant()))
                .map(each -> new KeyGrant(each.name(), each.rights()))
                .reduce((one, other) -> new KeyGrant(one.keyName(), one.rights().or(other.rights())));
    }

    /** {@return the key of that name, the first for an empty name} */
    public Optional<Credentials> named(String name) {
        return keys.stream().filter(key -> name.isEmpty() || key.name().equals(name)).findFirst()
                .map(NamedKey::credentials);
    }

    /** {@return those with which {@code key} is made} All are tried, so that the time taken tells nothing. */
    List<NamedKey> made(long key, InetSocketAddress remote, String uid, String channel) {
        List<NamedKey> made = new ArrayList<>(1);
        for (NamedKey each : keys) {
            if (each.credentials().matches(key, remote, uid, channel)) {
                made.add(each);
            }
        }
        return made;
    }
}
