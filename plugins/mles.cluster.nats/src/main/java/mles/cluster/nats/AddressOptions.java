package mles.cluster.nats;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Options behind the {@code ?} of an address. Their values are not in messages, but for numbers.
 *
 * @param values by name
 */
record AddressOptions(Map<String, String> values) {
    private static final Set<String> NAMES = new TreeSet<>(
            Set.of("ca-file", "creds-file", "password-file", "replicas", "streams", "user"));

    /**
     * {@return the options that {@code text} spells; none when it is empty}
     *
     * @throws IllegalArgumentException when one is not known, has no value, or is there twice
     */
    static AddressOptions parse(String text) {
        Map<String, String> values = new TreeMap<>();
        if (text.isEmpty()) {
            return new AddressOptions(values);
        }
        for (String option : text.split("&", -1)) {
            int equal = option.indexOf('=');
            String name = equal < 0 ? "" : option.substring(0, equal);
            if (!NAMES.contains(name)) {
                // The text between may be anything, a password as well.
                throw new IllegalArgumentException("expected only the options " + String.join(", ", NAMES)
                        + ", each as NAME=VALUE, was another one");
            }
            if (equal + 1 == option.length()) {
                throw NatsAddress.refused("a value for " + name, "");
            }
            if (values.put(name, option.substring(equal + 1)) != null) {
                throw NatsAddress.refused("each option once", name);
            }
        }
        return new AddressOptions(values);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    Optional<Path> file(String name) {
        return text(name).map(Path::of);
    }

    /** {@return the number of an option, from 1 to {@code most}} */
    OptionalInt number(String name, int most) {
        String text = values.get(name);
        if (text == null) {
            return OptionalInt.empty();
        }
        int number = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > most) {
            throw NatsAddress.refused(name + " from 1 to " + most, text);
        }
        return OptionalInt.of(number);
    }
}
