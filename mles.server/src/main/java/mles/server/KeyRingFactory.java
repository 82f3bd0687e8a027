package mles.server;

import java.time.InstantSource;
import mles.protocol.Credentials;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Setting;
import mles.server.config.Settings;
import mles.server.admission.KeyRing;

/** Maps settings to keys. */
final class KeyRingFactory {

    private KeyRingFactory() {
    }

    /** @throws ConfigException when a setting names a key that is not there */
    static KeyRing of(ServerConfig config) {
        KeyRing keys = new KeyRing(config.credentials(), config.keyRing(), InstantSource.system());
        named(keys, config, Settings.WS_KEY);
        named(keys, config, Settings.PEER_KEY);
        return keys;
    }

    /**
     * {@return the credentials of links to the upstream server}
     *
     * @throws ConfigException when there is no key of that name
     */
    static Credentials ofPeer(ServerConfig config) {
        return named(of(config), config, Settings.PEER_KEY);
    }

    private static Credentials named(KeyRing keys, ServerConfig config, Setting<String> name) {
        return keys.named(config.get(name))
                .orElseThrow(() -> new ConfigException(name + ": expected the name of a key, was " + config.get(name)));
    }
}
