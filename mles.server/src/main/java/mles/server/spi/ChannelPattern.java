package mles.server.spi;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Some channels, by their names: {@code *} stands for any characters, none included. Immutable. */
public final class ChannelPattern {
    private final String text;
    private final Pattern names;

    /** Creates a pattern of that text. */
    public ChannelPattern(String text) {
        this.text = text;
        this.names = Pattern.compile(
                Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }

    /** {@return whether the channel of that name is one of them} */
    public boolean matches(String channel) {
        return names.matcher(channel).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
