package mles.dist;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Pattern;
import mles.server.config.ConfigException;
import mles.server.MlesProxy;
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
final class SettingOptions {
    private static final String DEFAULT = "default.";

    private SettingOptions() {
    }

    /** Settings of a proxy, in the order of its help. */
    static final List<Setting<?>> OF_PROXY = List.of(Settings.LISTEN, Settings.MAX_FRAME, Settings.MAX_FIRST_FRAME,
            Settings.MAX_UNAUTHENTICATED, Settings.FIRST_FRAME_TIMEOUT, Settings.FRAME_TIMEOUT,
            Settings.MAX_CONNECTIONS, Settings.MAX_CONNECTIONS_PER_ADDRESS, Settings.WRONG_KEY_RATE_PER_ADDRESS,
            Settings.KEEPALIVE_IDLE, Settings.KEEPALIVE_INTERVAL, Settings.KEEPALIVE_COUNT, Settings.TCP_USER_TIMEOUT,
            Settings.WS_AUTH, Settings.ORIGINS, Settings.WS_PAGE, Settings.WS_PING, Settings.WS_TIMEOUT,
            Settings.WS_MAX_CHANNELS, Settings.WS_CONTROLS_PER_SECOND, Settings.TRANSPORT, Settings.EVENT_LOOPS);

    /** Adds an option for each of {@code settings}. */
    static void add(CommandSpec spec, List<Setting<?>> settings) {
        spec.resourceBundle(new Defaults(settings.equals(OF_PROXY)));
        settings.forEach(setting -> spec.addOption(option(setting)));
    }

    /**
     * {@return a builder with the settings that are given on the command line, in the environment and in {@code file}}
     *
     * @throws ConfigException when one is not a value or out of bounds
     */
    static ServerConfig.Builder read(ParseResult options, Console console, ConfigFile file) {
        ServerConfig.Builder config = read(options, console, Settings.all());
        file.fill(config);
        return config;
    }

    /** The same for some settings only; the others keep their defaults. */
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

    static String optionName(Setting<?> setting) {
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
        boolean repeatable = setting == Settings.LISTEN;
        return OptionSpec.builder(optionName(setting)).paramLabel(repeatable ? "URI" : "VALUE")
                .type(List.class).auxiliaryTypes(String.class).arity("1")
                .description(text(setting), "Default: ${bundle:" + DEFAULT + setting.name() + "}.").build();
    }

    /** {@return whether {@code option} is a setting} */
    static boolean isSetting(OptionSpec option) {
        return Settings.all().stream().anyMatch(setting -> optionName(setting).equals(option.longestName()));
    }

    private static String text(Setting<?> setting) {
        String sentence = setting.description().replaceFirst("\\.$", "");
        return (sentence + ": " + setting.form() + ".").replace("%", "%%");
    }

    /** Looked up when help is shown and not before: some defaults ask the machine, and that takes its time. */
    private static final class Defaults extends ResourceBundle {
        private static final Pattern UNEVEN = Pattern.compile("\\d{8,}B");
        private static final long MIB = 1 << 20;

        private final boolean ofProxy;

        Defaults(boolean ofProxy) {
            this.ofProxy = ofProxy;
        }

        @Override
        protected @Nullable Object handleGetObject(String key) {
            if (ofProxy && key.equals(DEFAULT + Settings.LISTEN.name())) {
                return MlesProxy.DEFAULT_LISTEN;
            }
            return Settings.all().stream().filter(setting -> key.equals(DEFAULT + setting.name())).findFirst()
                    .map(Defaults::text).orElse(null);
        }

        @Override
        public Enumeration<String> getKeys() {
            return Collections.enumeration(
                    Settings.all().stream().map(setting -> DEFAULT + setting.name()).toList());
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
