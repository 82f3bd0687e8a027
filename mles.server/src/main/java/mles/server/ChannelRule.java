package mles.server;

import mles.server.spi.ChannelPattern;

/** A value for some channels only. Immutable. */
final class ChannelRule {
    private final Setting<?> setting;
    private final Object value;
    private final int weight;
    private final ChannelPattern names;

    /** @param pattern the names of the channels; {@code *} stands for any characters, none included */
    ChannelRule(String pattern, Setting<?> setting, Object value) {
        this.setting = setting;
        this.value = value;
        this.weight = pattern.length();
        this.names = new ChannelPattern(pattern);
    }

    boolean isFor(Setting<?> asked, String channel) {
        return setting.equals(asked) && names.matches(channel);
    }

    /** {@return the value, of the type of its setting} */
    Object value() {
        return value;
    }

    /** {@return how long its pattern is: the longest of those that match counts} */
    int weight() {
        return weight;
    }
}
