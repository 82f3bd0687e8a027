package mles.server;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A value for some channels only.
 *
 * @param pattern the names of the channels; {@code *} stands for any characters, none included
 * @param setting what has that value
 * @param value   the value
 */
record ChannelRule(String pattern, Setting<?> setting, Object value) {

    boolean matches(String channel) {
        String regex = Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.DOTALL).matcher(channel).matches();
    }
}
