package mles.server;

import mles.server.config.ConfigException;
import mles.server.config.ListenAddress;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;

import org.jspecify.annotations.Nullable;

/** Maps settings to the listener for operators. */
final class AdminSettings {

    private AdminSettings() {
    }

    /**
     * {@return its address, null without one}
     *
     * @throws ConfigException when other machines could connect without a token
     */
    static @Nullable ListenAddress address(ServerConfig config) {
        String text = config.get(Settings.ADMIN);
        if (text.isEmpty()) {
            return null;
        }
        ListenAddress address = ListenAddress.forOperators(text);
        if (!config.hasAdminToken() && !address.isLocal()) {
            throw new ConfigException("admin: expected a loopback address, or a token (admin-token-file), was " + text);
        }
        return address;
    }
}
