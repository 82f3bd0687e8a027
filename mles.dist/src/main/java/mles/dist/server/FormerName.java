package mles.dist.server;

import java.util.Map;
import java.util.Optional;
import mles.server.config.Setting;
import mles.server.config.Settings;

/** Names that settings had before: what is still written with one of them is told the present one. */
final class FormerName {
    private static final Map<String, Setting<?>> SETTINGS = Map.of("window", Settings.DELIVERY_WINDOW, "stalled-pause",
            Settings.SLOW_READER_PAUSE, "memory-step", Settings.MEMORY_PRESSURE_TIMEOUT, "user-timeout",
            Settings.TCP_USER_TIMEOUT, "cid", Settings.PEER_CID, "bytes-per-second", Settings.PUBLISH_RATE_PER_ADDRESS,
            "joins-per-second", Settings.JOIN_RATE_PER_ADDRESS, "wrong-keys-per-second",
            Settings.WRONG_KEY_RATE_PER_ADDRESS, "loops", Settings.EVENT_LOOPS);

    private FormerName() {
    }

    /** {@return the present name of the setting whose former name is {@code name}; empty where it is none} */
    static Optional<String> present(String name) {
        return Optional.ofNullable(SETTINGS.get(name)).map(Setting::name);
    }

    static String message(String former, String present) {
        return former + " is the former name of " + present;
    }
}
