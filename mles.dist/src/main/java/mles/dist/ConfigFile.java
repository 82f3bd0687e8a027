package mles.dist;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import mles.server.ConfigException;
import mles.server.ServerConfig;
import mles.server.Setting;
import mles.server.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Settings in a properties file in UTF-8: {@code history-limit = 500}, and {@code channel.PATTERN.history-limit = 1} for
 * some channels only. Keys of clients are none of them.
 */
final class ConfigFile {
    private static final String CHANNEL = "channel.";

    private final String name;
    private final Properties values;

    private ConfigFile(String name, Properties values) {
        this.name = name;
        this.values = values;
    }

    static ConfigFile none() {
        return new ConfigFile("", new Properties());
    }

    /**
     * {@return what is in that file}
     *
     * @throws ConfigException when it cannot be read, or has a name that is no setting
     */
    static ConfigFile read(String name) {
        Properties values = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(name))) {
            values.load(in);
        } catch (IOException e) {
            throw new ConfigException("config: " + CommandException.unreadable(name, e).getMessage());
        } catch (IllegalArgumentException e) {
            throw new ConfigException("config: " + name + ": " + e.getMessage());
        }
        return new ConfigFile(name, values);
    }

    /** Sets what is given here and nowhere with more weight, which {@code config} has already. */
    void fill(ServerConfig.Builder config, ServerConfig given) {
        for (String key : values.stringPropertyNames().stream().sorted().toList()) {
            try {
                fill(config, given, key, values.getProperty(key));
            } catch (ConfigException e) {
                throw new ConfigException(name + ": " + e.getMessage());
            }
        }
    }

    private static void fill(ServerConfig.Builder config, ServerConfig given, String key, String value) {
        int dot = key.lastIndexOf('.');
        boolean forChannels = key.startsWith(CHANNEL) && dot >= CHANNEL.length();
        Setting<?> setting = setting(forChannels ? key.substring(dot + 1) : key);
        if (setting == null) {
            throw new ConfigException(key + " is not a setting");
        }
        if (forChannels) {
            config.parse(key.substring(CHANNEL.length(), dot), setting, value);
        } else if (given.isSet(setting)) {
            setting.parse(value);
        } else {
            config.parse(setting, value);
        }
    }

    private static @Nullable Setting<?> setting(String name) {
        return Settings.all().stream().filter(setting -> setting.name().equals(name)).findAny().orElse(null);
    }
}
