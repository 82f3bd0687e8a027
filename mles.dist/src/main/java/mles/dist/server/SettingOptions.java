package mles.dist.server;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mles.dist.console.Console;
import mles.server.MlesProxy;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Setting;
import mles.server.config.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Each {@link Setting} as an option, as an environment variable and in a file: command line over environment over file over
 * default.
 */
public final class SettingOptions {
    private static final String DEFAULT = "default.";

    private SettingOptions() {
    }

    /** {@return the settings of a proxy, in the order of its help} */
    public static List<Setting<?>> ofProxy(List<Setting<?>> settings) {
        return settings.stream().filter(Setting::isForProxies).toList();
    }

    /** Adds an option for each of {@code settings}. */
    public static void add(CommandSpec spec, List<Setting<?>> settings) {
        spec.resourceBundle(new Defaults(settings));
        settings.forEach(setting -> spec.addOption(option(setting)));
    }

    /**
     * {@return a builder with the settings that are given on the command line, in the environment and in {@code file}}
     *
     * @throws ConfigException when one is not a value or out of bounds
     */
    static ServerConfig.Builder read(ParseResult options, Console console, List<Setting<?>> settings,
            ConfigFile file) {
        ServerConfig.Builder config = read(options, console, settings);
        file.fill(config);
        return config;
    }

    /** The same without a file. */
    static ServerConfig.Builder read(ParseResult options, Console console, List<Setting<?>> settings) {
        ServerConfig.Builder config = ServerConfig.builder();
        for (Setting<?> setting : settings) {
            List<String> given = options.matchedOptionValue(optionName(setting), List.of());
            String variable = console.variable(variableName(setting));
            if (!given.isEmpty()) {
                config.parse(setting, String.join(",", given));
            } else if (variable != null) {
                fromEnvironment(config, setting, variable);
            }
        }
        return config;
    }

    private static void fromEnvironment(ServerConfig.Builder config, Setting<?> setting, String text) {
        try {
            config.parse(setting, text);
        } catch (ConfigException e) {
            throw new ConfigException(variableName(setting) + ": " + e.getMessage());
        }
    }

    public static String optionName(Setting<?> setting) {
        return "--" + setting.name();
    }

    static String variableName(Setting<?> setting) {
        return variableName(setting.name());
    }

    /** {@return the environment variable of a setting of that name} */
    static String variableName(String name) {
        return "MLES_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static OptionSpec option(Setting<?> setting) {
        return OptionSpec.builder(optionName(setting)).paramLabel(setting == Settings.LISTEN ? "URI" : "VALUE")
                .type(List.class).auxiliaryTypes(String.class).arity("1")
                .description(text(setting), "Default: ${bundle:" + DEFAULT + setting.name() + "}.").build();
    }

    /** {@return whether settings are among the options of {@code spec}} */
    public static boolean areIn(CommandSpec spec) {
        return spec.resourceBundle() instanceof Defaults;
    }

    private static String text(Setting<?> setting) {
        String sentence = setting.description().replaceFirst("\\.$", "");
        return (sentence + ": " + setting.form() + ".").replace("%", "%%");
    }

    /** Looked up when help is shown and not before: some defaults ask the machine, and that takes its time. */
    private static final class Defaults extends ResourceBundle {
        private static final Pattern UNEVEN = Pattern.compile("\\d{8,}B");
        private static final long MIB = 1 << 20;

        private final Map<String, Setting<?>> settings;
        private final boolean ofProxy;

        Defaults(List<Setting<?>> settings) {
            this.settings = settings.stream()
                    .collect(Collectors.toMap(setting -> DEFAULT + setting.name(), Function.identity()));
            this.ofProxy = settings.stream().allMatch(Setting::isForProxies);
        }

        @Override
        protected @Nullable Object handleGetObject(String key) {
            if (ofProxy && key.equals(DEFAULT + Settings.LISTEN.name())) {
                return MlesProxy.DEFAULT_LISTEN;
            }
            Setting<?> setting = settings.get(key);
            return setting == null ? null : text(setting);
        }

        @Override
        public Enumeration<String> getKeys() {
            return Collections.enumeration(settings.keySet());
        }

        private static <T> String text(Setting<T> setting) {
            T value = setting.defaultValue();
            String text = setting.print(value);
            if (text.isEmpty()) {
                return "none";
            }
            // A share of the machine's memory: its exact number of bytes says less.
            return value instanceof Long bytes && UNEVEN.matcher(text).matches()
                    ? "about " + bytes / MIB + "MiB"
                    : text;
        }
    }
}
