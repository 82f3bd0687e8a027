package mles.dist.server;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mles.dist.console.CommandException;
import mles.dist.console.TextFile;
import mles.server.config.ConfigException;

/** Files of keys and values, in UTF-8 and in the syntax of Java's properties. */
final class PropertiesFile {
    private static final Pattern NEWLINE = Pattern.compile("\r\n|\r|\n");
    /** Also those blanks that do not look like any other character, and that Java does not strip. */
    private static final Pattern EDGES = Pattern.compile("^[\\s\\h\\uFEFF]+|[\\s\\h\\uFEFF]+$");
    private static final Pattern ESCAPED = Pattern.compile("[\\\\:=#! \t\n\r\f]");
    private static final Pattern ESCAPED_IN_VALUE = Pattern.compile("[\\\\\n\r\f]");
    private static final Map<String, String> LETTERS = Map.of("\t", "t", "\n", "n", "\r", "r", "\f", "f");

    private PropertiesFile() {
    }

    /**
     * One key with its value.
     *
     * @param number of the line, from 1
     */
    record Line(int number, String key, String value) {
    }

    /**
     * {@return the lines of {@code file} by key, in its order}
     *
     * @param setting the setting or option that names it
     * @param lists   tells keys that may be there several times, which are as one with commas between
     * @throws ConfigException when it cannot be read, has no end, or is none
     */
    static Map<String, Line> read(String setting, Path file, Predicate<String> lists) {
        return parse(setting, file.toString(), text(setting, file), lists);
    }

    /** {@return the text of {@code file}} @throws ConfigException when it cannot be read, or has no end */
    static String text(String setting, Path file) {
        try {
            return TextFile.read(file);
        } catch (IOException e) {
            throw new ConfigException(setting + ": " + CommandException.unreadable(file.toString(), e).getMessage());
        }
    }

    /** {@return the keys and values of the {@code text} of {@code file}, as {@link #read} does} */
    static Map<String, Line> parse(String setting, String file, String text, Predicate<String> lists) {
        try {
            return parse(text, lists);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(setting + ": " + file + ": " + e.getMessage());
        }
    }

    static Map<String, Line> parse(String text, Predicate<String> lists) {
        if (!text.isEmpty() && !text.endsWith("\n") && !text.endsWith("\r")) {
            throw new IllegalArgumentException("last line: expected a newline at its end, was none: it may be cut off");
        }
        Map<String, Line> lines = new LinkedHashMap<>();
        StringBuilder logical = new StringBuilder();
        int first = 0;
        int number = 0;
        for (String line : NEWLINE.split(text, 0)) {
            number++;
            String bare = stripped(line);
            if (logical.isEmpty()) {
                first = number;
                if (bare.isEmpty() || bare.startsWith("#") || bare.startsWith("!")) {
                    continue;
                }
            }
            logical.append(line).append('\n');
            if (!isContinued(line)) {
                add(lines, line(first, logical.toString()), lists);
                logical.setLength(0);
            }
        }
        if (!logical.isEmpty()) {
            add(lines, line(first, logical.toString()), lists);
        }
        return lines;
    }

    /** {@return a line that is read as this key and value} */
    static String print(String key, String value) {
        return escaped(key, ESCAPED) + " = " + escaped(value, ESCAPED_IN_VALUE);
    }

    private static String escaped(String text, Pattern special) {
        return special.matcher(text).replaceAll(
                found -> Matcher.quoteReplacement("\\" + LETTERS.getOrDefault(found.group(), found.group())));
    }

    private static void add(Map<String, Line> lines, Line line, Predicate<String> lists) {
        Line before = lines.putIfAbsent(line.key, line);
        if (before == null) {
            return;
        }
        if (!lists.test(line.key)) {
            // A key of a key ring may hold a secret by mistake, so it is not shown.
            throw new IllegalArgumentException(
                    "line " + line.number + ": expected each key once, was in line " + before.number + ", too");
        }
        lines.put(line.key, new Line(before.number, line.key, before.value + "," + line.value));
    }

    private static Line line(int number, String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IllegalArgumentException | IOException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
        String key = properties.stringPropertyNames().iterator().next();
        return new Line(number, stripped(key), stripped(properties.getProperty(key)));
    }

    private static boolean isContinued(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 == 1;
    }

    private static String stripped(String text) {
        return EDGES.matcher(text).replaceAll("");
    }
}
