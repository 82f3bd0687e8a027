package mles.server.config;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One thing that can be set: its one name everywhere (option, file key, environment), its type, default and bounds. Those of
 * the server are in {@link Settings}; {@link SettingTypes} makes others. Immutable.
 *
 * @param <T> what the value is: {@code Integer}, {@code Long} bytes, {@code Duration} (zero is off), a choice or a list
 */
public final class Setting<T> {
    private final String name;
    private final String form;
    private final String description;
    private final Supplier<T> fallback;
    private final Function<String, T> parser;
    private final Function<T, String> printer;
    private final Predicate<T> bounds;
    private final Set<Use> uses;

    /** Ways to use a setting beside one value at the start of a server. */
    private enum Use {
        RELOAD, CHANNEL, PROXY, SEVERAL_TIMES
    }

    Setting(String name, String form, String description, Supplier<T> fallback, Function<String, T> parser,
            Function<T, String> printer, Predicate<T> bounds) {
        this(name, form, description, fallback, parser, printer, bounds, Set.of());
    }

    private Setting(String name, String form, String description, Supplier<T> fallback, Function<String, T> parser,
            Function<T, String> printer, Predicate<T> bounds, Set<Use> uses) {
        this.name = name;
        this.form = form;
        this.description = description;
        this.fallback = fallback;
        this.parser = parser;
        this.printer = printer;
        this.bounds = bounds;
        this.uses = uses;
    }

    /** {@return this setting, as one that a running server takes over at a reload} */
    public Setting<T> reloadable() {
        return with(Use.RELOAD);
    }

    /** {@return this setting, as one that may have other values for some channels} */
    public Setting<T> perChannel() {
        return with(Use.CHANNEL);
    }

    /** {@return this setting, as one that a proxy has as well} */
    public Setting<T> forProxies() {
        return with(Use.PROXY);
    }

    /** {@return this setting, as one that may be given several times: its texts add up, with commas between} */
    Setting<T> repeatable() {
        return with(Use.SEVERAL_TIMES);
    }

    /** {@return whether it may be given several times, once for each element of its list} */
    public boolean isRepeatable() {
        return uses.contains(Use.SEVERAL_TIMES);
    }

    /** {@return whether a running server takes over another value at a reload; all others stay as they were at the start} */
    public boolean isReloadable() {
        return uses.contains(Use.RELOAD);
    }

    /** {@return whether it may have other values for some channels} */
    public boolean isPerChannel() {
        return uses.contains(Use.CHANNEL);
    }

    /** {@return whether a proxy has it as well} */
    public boolean isForProxies() {
        return uses.contains(Use.PROXY);
    }

    /** {@return the name: {@code history-limit}} */
    public String name() {
        return name;
    }

    /** {@return the form and bounds of a value, in words: {@code a number from 0 to 1000000}} */
    public String form() {
        return form;
    }

    /** {@return one sentence on what it does} */
    public String description() {
        return description;
    }

    /** {@return the value where nothing is set; some follow the machine} */
    public T defaultValue() {
        return fallback.get();
    }

    /**
     * {@return the value that {@code text} spells}
     *
     * @throws ConfigException when it spells none, or one out of bounds
     */
    public T parse(String text) {
        T value;
        try {
            value = parser.apply(text.strip());
        } catch (IllegalArgumentException e) {
            throw refused(text);
        }
        if (!bounds.test(value)) {
            throw refused(text);
        }
        return value;
    }

    /** {@return {@code value} as {@link #parse} reads it} */
    public String print(T value) {
        return printer.apply(value);
    }

    /** {@return {@code value}} @throws ConfigException when it is out of bounds */
    T check(T value) {
        if (!bounds.test(value)) {
            throw refused(print(value));
        }
        return value;
    }

    /** {@return the name} */
    @Override
    public String toString() {
        return name;
    }

    private Setting<T> with(Use use) {
        Set<Use> more = EnumSet.of(use);
        more.addAll(uses);
        return new Setting<>(name, form, description, fallback, parser, printer, bounds, more);
    }

    /** An address may hold a user and a password where none belong. */
    private ConfigException refused(String seen) {
        String shown = seen.replaceAll("(?s)://.*@", "://***@");
        return new ConfigException(name + ": expected " + form + ", was " + shown);
    }
}
