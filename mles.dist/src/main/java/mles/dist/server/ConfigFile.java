package mles.dist.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mles.dist.server.PropertiesFile.Line;
import mles.dist.console.Console;
import mles.dist.options.CommandOptions;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Settings in a properties file in UTF-8: {@code history-limit = 500}, and {@code channel.PATTERN.history-limit = 1} for
 * some channels only. The secrets themselves are none of them.
 */
public final class ConfigFile {
    private static final String SETTING = "config";
    private static final String PLUGINS = "plugins";
    private static final String CHANNEL = "channel.";

    private final String name;
    private final List<Setting<?>> settings;
    private final Map<String, Line> values;

    private ConfigFile(String name, List<Setting<?>> settings, Map<String, Line> values) {
        this.name = name;
        this.settings = settings;
        this.values = values;
    }

    /**
     * {@return the content of the file that the option or else the environment names; empty without one}
     *
     * @param settings those that it may set
     * @throws ConfigException when the file cannot be read
     */
    public static ConfigFile of(@Nullable String option, Console console, List<Setting<?>> settings) {
        return of(option, console, text -> settings);
    }

    /**
     * The same where the settings depend on what is in the file.
     *
     * @param settings takes the value of {@code plugins}, or null
     */
    public static ConfigFile of(@Nullable String option, Console console,
            Function<@Nullable String, List<Setting<?>>> settings) {
        String file = option == null ? console.variable("MLES_CONFIG") : option;
        if (file == null) {
            return new ConfigFile("", settings.apply(null), Map.of());
        }
        String text = PropertiesFile.text(SETTING, Path.of(file));
        Line plugins = PropertiesFile.parse(SETTING, file, text, key -> true).get(PLUGINS);
        List<Setting<?>> known = settings.apply(plugins == null ? null : plugins.value());
        Set<String> lists = known.stream().filter(Setting::isRepeatable).map(Setting::name)
                .collect(Collectors.toSet());
        return new ConfigFile(file, known, PropertiesFile.parse(SETTING, file, text, lists::contains));
    }

    /**
     * {@return the value of one setting in the file that the option or else the environment names} No other line of it is
     * judged.
     *
     * @throws ConfigException when the file cannot be read
     */
    static Optional<String> value(@Nullable String option, Console console, Setting<?> setting) {
        String file = option == null ? console.variable("MLES_CONFIG") : option;
        return file == null
                ? Optional.empty()
                : Optional.ofNullable(PropertiesFile.read(SETTING, Path.of(file), key -> true).get(setting.name()))
                        .map(Line::value);
    }

    /** {@return an environment with what is given here for the command itself, unless that is given there already} */
    Console under(Console console) {
        Map<String, String> variables = CommandOptions.IN_FILE.stream().filter(values::containsKey)
                .collect(Collectors.toMap(SettingOptions::variableName,
                        key -> Objects.requireNonNull(values.get(key)).value()));
        return console.with(variables);
    }

    /**
     * Sets what is given here, unless that was set already.
     *
     * @throws ConfigException when something is not a setting, or not a value of it
     */
    public void fill(ServerConfig.Builder config) {
        ServerConfig given = config.build();
        for (Line line : values.values()) {
            try {
                fill(config, given, line.key(), line.value());
            } catch (ConfigException e) {
                throw new ConfigException(name + ": line " + line.number() + ": " + e.getMessage());
            }
        }
    }

    private void fill(ServerConfig.Builder config, ServerConfig given, String key, String value) {
        if (CommandOptions.IN_FILE.contains(key)) {
            return;
        }
        int dot = key.lastIndexOf('.');
        if (key.startsWith(CHANNEL) && dot >= CHANNEL.length()) {
            config.parse(key.substring(CHANNEL.length(), dot), setting(key, key.substring(dot + 1)), value);
        } else if (given.isSet(setting(key, key))) {
            setting(key, key).parse(value);
        } else {
            config.parse(setting(key, key), value);
        }
    }

    private Setting<?> setting(String key, String name) {
        return settings.stream().filter(setting -> setting.name().equals(name)).findAny()
                .orElseThrow(() -> new ConfigException(FormerName.present(name)
                        .map(present -> FormerName.message(name, present))
                        .orElse(key + " is not a setting; the nearest is "
                                + Suggestion.to(name, names(settings).toList()))));
    }

    /** {@return the settings that the file may set} */
    List<Setting<?>> settings() {
        return settings;
    }

    /** {@return all that a file may set where there are these settings} */
    public static Stream<String> names(List<Setting<?>> settings) {
        return Stream.concat(settings.stream().map(Setting::name), CommandOptions.IN_FILE.stream());
    }
}
