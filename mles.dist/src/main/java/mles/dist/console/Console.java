package mles.dist.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
* The process around a command: environment and standard streams. Text is UTF-8 whatever the locale.
 *
 * @param environment the environment variables
 * @param in          standard input
 * @param out         standard output, for what other programs read; not flushed by itself
 * @param err         standard error, for people
 * @param terminal    whether standard output goes to a terminal
 * @param errTerminal whether standard error does
 */
public record Console(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err,
        boolean terminal,
        boolean errTerminal) {
    /** {@return the real one} The launcher knows whether there is a terminal; Java would want all three streams on it. */
    public static Console ofProcess() {
        PrintStream out = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Console(System.getenv(), System.in, out, err, Boolean.getBoolean("mles.terminal"),
                Boolean.getBoolean("mles.terminal.err"));
    }

    /** {@return the value of an environment variable, null where it is unset or empty} */
    @Nullable
    public String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** {@return the file or folder that an option, or else a variable, names; null where neither does} */
    @Nullable
    public Path file(@Nullable Path option, String name) {
        String named = variable(name);
        return option != null ? option : named == null ? null : Path.of(named);
    }

    /** {@return the same with {@code more} in its environment, where that has no such variables} */
    public Console with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        environment.forEach((name, value) -> all.merge(name, value, (less, set) -> set.isEmpty() ? less : set));
        return new Console(all, in, out, err, terminal, errTerminal);
    }

    /**
     * Flushes standard output.
     *
     * @throws ReaderGoneException when the reader has ended
     * @throws CommandException    when it cannot be written
     */
    public void flush() {
        StandardOutput.flush(out);
    }
}
