package mles.server;

import mles.server.config.ConfigException;
import mles.server.config.ListenAddress;
import mles.server.config.ServerConfig;

/** Rules for settings that depend on each other. */
final class ConfigCheck {

    private ConfigCheck() {
    }

    /** @throws ConfigException when settings do not go with each other */
    static void check(ServerConfig config) {
        BrowserSettings.check(config);
        AdminSettings.address(config);
        KeyRingFactory.of(config);
        Tls.check(ListenAddress.all(config), config.tls());
    }
}
