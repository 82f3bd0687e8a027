package mles.dist;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import mles.server.ConfigException;

/** Files of keys and values, in UTF-8. */
final class PropertiesFile {
    private PropertiesFile() {
    }

    /**
     * {@return what is in {@code file}}
     *
     * @param setting what names it
     * @throws ConfigException when it cannot be read, or is none
     */
    static Properties read(String setting, Path file) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IOException e) {
            throw new ConfigException(setting + ": " + CommandException.unreadable(file.toString(), e).getMessage());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(setting + ": " + file + ": " + e.getMessage());
        }
        return properties;
    }
}
