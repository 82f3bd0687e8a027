package mles.dist.server;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import mles.dist.server.PropertiesFile.Line;
import mles.protocol.Credentials;
import mles.server.config.ConfigException;
import mles.server.spi.ChannelPattern;
import mles.server.spi.NamedKey;
import mles.server.spi.Rights;

/**
 * Keys in a properties file in UTF-8, each with a name: {@code sensors.key}, and beside it {@code sensors.channels},
 * {@code sensors.rights}, {@code sensors.from} and {@code sensors.until}, all of them: half a file must not grant more than the whole.
 * Errors name the place and hold no secret.
 */
final class KeyRingFile {
    private static final String KEY = "key";
    private static final String CHANNELS = "channels";
    private static final String RIGHTS = "rights";
    private static final String FROM = "from";
    private static final String UNTIL = "until";
    private static final Set<String> FIELDS = Set.of(KEY, CHANNELS, RIGHTS, FROM, UNTIL);
    private static final String ALWAYS = "always";
    private static final String NEVER = "never";
    private static final Map<String, String> ORDINARY = Map.of(CHANNELS, "*", RIGHTS, "publish subscribe", FROM,
            ALWAYS, UNTIL, NEVER);
    private static final Set<String> ALL_RIGHTS = Set.of("publish", "subscribe", "relay");

    private KeyRingFile() {
    }

    /**
     * {@return the keys in that file, by their names}
     *
     * @throws ConfigException when it cannot be read, or anything in it is not as it should be
     */
    static List<NamedKey> read(Path file) {
        Map<String, Line> properties = PropertiesFile.read("keyring", file, key -> false);
        try {
            List<NamedKey> keys = byName(properties).entrySet().stream()
                    .map(each -> key(each.getKey(), each.getValue())).toList();
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("no key in it");
            }
            return keys;
        } catch (IllegalArgumentException e) {
            throw new ConfigException("keyring: " + file + ": " + e.getMessage());
        }
    }

    private static Map<String, Map<String, String>> byName(Map<String, Line> properties) {
        Map<String, Map<String, String>> byName = new TreeMap<>();
        for (Line line : properties.values()) {
            String property = line.key();
            int dot = property.lastIndexOf('.');
            String field = property.substring(dot + 1);
            if (dot < 1 || !FIELDS.contains(field)) {
                // The line itself stays untold: it may be a key that was put there without a name.
                throw new IllegalArgumentException(
                        "line " + line.number()
                                + " is not NAME.key, NAME.channels, NAME.rights, NAME.from or NAME.until");
            }
            byName.computeIfAbsent(property.substring(0, dot), name -> new HashMap<>()).put(field,
                    line.value());
        }
        return byName;
    }

    private static NamedKey key(String name, Map<String, String> fields) {
        String key = field(name, KEY, fields);
        List<ChannelPattern> channels = words(field(name, CHANNELS, fields)).map(ChannelPattern::new).toList();
        Set<String> rights = Set.copyOf(words(field(name, RIGHTS, fields)).distinct().toList());
        if (channels.isEmpty() || rights.isEmpty() || !ALL_RIGHTS.containsAll(rights)) {
            throw new IllegalArgumentException(
                    name + ": channels are names with *, rights are publish, subscribe and relay");
        }
        return new NamedKey(name, Credentials.of(key, null), channels,
                new Rights(rights.contains("publish"), rights.contains("subscribe"), rights.contains("relay")),
                time(name, FROM, fields, ALWAYS, Instant.MIN), time(name, UNTIL, fields, NEVER, Instant.MAX));
    }

    /** Nothing is taken for granted: what is missing may be what has not been written yet. */
    private static String field(String name, String field, Map<String, String> fields) {
        String text = fields.getOrDefault(field, "");
        if (text.isEmpty()) {
            throw new IllegalArgumentException(name + "." + field + " is missing or empty"
                    + (ORDINARY.containsKey(field)
                            ? "; " + name + "." + field + " = " + ORDINARY.get(field) + " is that of an ordinary key"
                            : ""));
        }
        return text;
    }

    private static Stream<String> words(String text) {
        return Arrays.stream(text.split("[,\\s]+", -1)).filter(word -> !word.isEmpty());
    }

    /** A day begins, and until that it ends, at midnight UTC. */
    private static Instant time(String name, String field, Map<String, String> fields, String word, Instant endless) {
        String text = field(name, field, fields);
        if (text.equals(word)) {
            return endless;
        }
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    name + "." + field + " is neither " + word + " nor 2026-12-31 nor 2026-12-31T23:59:59Z", e);
        }
    }
}
