package mles.server;

import mles.server.config.ConfigException;
import mles.server.config.ListenAddress;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;

import org.jspecify.annotations.Nullable;

/** What settings mean for the listener of operators. */
final class AdminSettings {

    private AdminSettings() {
    }

    /**
     * {@return where it is, null where there is none}
     *
     * @throws ConfigException when others than this machine could come without a token
     */
    static @Nullable ListenAddress address(ServerConfig config) {
        String text = config.get(Settings.ADMIN);
        if (text.isEmpty()) {
            return null;
        }
        ListenAddress address = ListenAddress.forOperators(text);
        if (!config.hasAdminToken() && !address.isLocal()) {
            throw new ConfigException("admin: " + text
                    + " can be reached from other machines, which needs a token (admin-token-file)");
        }
        return address;
    }
}
