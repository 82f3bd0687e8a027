package mles.server.config;

import mles.server.spi.ChannelPattern;

/** A value for some channels only. Immutable. */
final class ChannelRule {
    private final Setting<?> setting;
    private final Object value;
    private final String text;
    private final int weight;
    private final ChannelPattern names;

    private ChannelRule(String pattern, Setting<?> setting, Object value, String text) {
        this.setting = setting;
        this.value = value;
        this.text = text;
        this.weight = pattern.length();
        this.names = new ChannelPattern(pattern);
    }

    /** {@return a rule for channels of such names; {@code *} stands for any characters, none included} */
    static <T> ChannelRule of(String pattern, Setting<T> setting, T value) {
        return new ChannelRule(pattern, setting, value, setting.print(value));
    }

    /** {@return its key in a settings file} */
    String key() {
        return "channel." + names + "." + setting;
    }

    /** {@return the value as a file has it} */
    String text() {
        return text;
    }

    boolean isFor(Setting<?> asked) {
        return setting.equals(asked);
    }

    boolean isFor(Setting<?> asked, String channel) {
        return isFor(asked) && names.matches(channel);
    }

    /** {@return the value, of the type of its setting} */
    Object value() {
        return value;
    }

    /** {@return the length of its pattern: of the patterns that match, the longest counts} */
    int weight() {
        return weight;
    }
}
