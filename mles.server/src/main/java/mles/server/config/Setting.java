package mles.server.config;

import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One thing that can be set: its one name everywhere (option, file key, environment), its type, default and bounds. All
 * of them are in {@link Settings}. Immutable.
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

    Setting(String name, String form, String description, Supplier<T> fallback, Function<String, T> parser,
            Function<T, String> printer, Predicate<T> bounds) {
        this.name = name;
        this.form = form;
        this.description = description;
        this.fallback = fallback;
        this.parser = parser;
        this.printer = printer;
        this.bounds = bounds;
    }

    /** {@return the name: {@code history-limit}} */
    public String name() {
        return name;
    }

    /** {@return what a value looks like and its bounds, in words: {@code a number from 0 to 1000000}} */
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

    private ConfigException refused(String seen) {
        return new ConfigException(name + ": " + seen + " is not " + form);
    }
}
