package mles.server.spi;

import java.util.List;

/** Some channels, by their names: {@code *} stands for any characters, none included. Immutable. */
public final class ChannelPattern {
    private final String text;
    private final List<String> parts;

    /** Creates a pattern of that text. */
    public ChannelPattern(String text) {
        this.text = text;
        this.parts = List.of(text.split("\\*", -1));
    }

    /** {@return whether the channel of that name is one of them} */
    public boolean matches(String channel) {
        String first = parts.getFirst();
        String last = parts.getLast();
        if (parts.size() == 1) {
            return channel.equals(first);
        }
        int end = channel.length() - last.length();
        if (first.length() > end || !channel.startsWith(first) || !channel.endsWith(last)) {
            return false;
        }
        // Each part where it comes first leaves most to those behind it; so there is nothing to go back for.
        int from = first.length();
        for (String part : parts.subList(1, parts.size() - 1)) {
            int at = channel.indexOf(part, from);
            if (at < 0 || at + part.length() > end) {
                return false;
            }
            from = at + part.length();
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
