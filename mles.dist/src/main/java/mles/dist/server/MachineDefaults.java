package mles.dist.server;

import java.util.Map;
import java.util.Optional;
import mles.server.config.Setting;
import mles.server.config.Settings;

/** Defaults that depend on the machine, in words, for texts that are read on other machines. */
public final class MachineDefaults {
    private static final Map<Setting<?>, String> WORDS = Map.of(Settings.MEMORY_LIMIT,
            "a quarter of the machine or container, less where that is small", Settings.HEAP_LIMIT,
            "half of the heap that is free at rest", Settings.MAX_UNAUTHENTICATED,
            "256MiB, at most half of `memory-limit`", Settings.MAX_CONNECTIONS,
            "open files less 500, as the heap allows",
            Settings.EVENT_LOOPS, "one for each processor, one where there are two");

    private MachineDefaults() {
    }

    /** {@return the words for the default of a setting, empty where it is the same on each machine} */
    public static Optional<String> of(Setting<?> setting) {
        return Optional.ofNullable(WORDS.get(setting));
    }

    /** {@return the same for the setting behind an option} */
    public static Optional<String> ofOption(String option) {
        return WORDS.entrySet().stream().filter(entry -> SettingOptions.optionName(entry.getKey()).equals(option))
                .map(Map.Entry::getValue).findAny();
    }
}
