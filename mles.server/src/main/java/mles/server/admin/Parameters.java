package mles.server.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of a request. */
final class Parameters {
    private Parameters() {
    }

    /**
     * {@return the parameters in a query, as it was sent}
     *
     * @throws IllegalArgumentException when a character is escaped wrongly
     */
    static Map<String, String> of(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int sign = pair.indexOf('=');
            if (sign > 0) {
                parameters.put(decoded(pair.substring(0, sign)), decoded(pair.substring(sign + 1)));
            }
        }
        return parameters;
    }

    /**
     * {@return the number called {@code name}}
     *
     * @throws IllegalArgumentException when it is none, or out of bounds
     */
    static int number(Map<String, String> query, String name, int usual, int most) {
        String text = query.getOrDefault(name, Integer.toString(usual));
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException(name + ": expected a number from 0 to " + most);
        }
        return Integer.parseInt(text);
    }

    /**
     * {@return the text called {@code name}}
     *
     * @throws IllegalArgumentException when there is none
     */
    static String needed(Map<String, String> query, String name) {
        String text = query.get(name);
        if (text == null) {
            throw new IllegalArgumentException(name + ": expected a value, was none");
        }
        return text;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
