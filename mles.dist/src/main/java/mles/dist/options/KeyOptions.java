package mles.dist.options;

import java.io.IOException;
import java.nio.file.Path;
import mles.dist.console.CommandException;
import mles.dist.console.Console;
import mles.dist.console.TextFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Sources of the two secrets: a file or the environment, never the command line, which every user can list. */
public final class KeyOptions {
    @Option(names = "--key-file", paramLabel = "FILE", description = """
            File with the shared key, in its first line. Default: MLES_KEY.""")
    private @Nullable Path keyFile;
    @Option(names = "--addr-key-file", paramLabel = "FILE", description = """
            File with the address key, in its first line. Default: MLES_ADDR_KEY.""")
    private @Nullable Path addressKeyFile;

    /** {@return the shared key, null for none} */
    @Nullable
    public String sharedKey(Console console) {
        return secret(console, keyFile, "MLES_KEY");
    }

    /** {@return the address key, null for none} */
    @Nullable
    public String addressKey(Console console) {
        return secret(console, addressKeyFile, "MLES_ADDR_KEY");
    }

    /** {@return the first line of a file named by an option or a variable, or the variable itself, or null} */
    public static @Nullable String secret(Console console, @Nullable Path option, String variable) {
        if (option != null) {
            return firstLine(option);
        }
        String value = console.variable(variable);
        String file = console.variable(variable + "_FILE");
        return value == null && file != null ? firstLine(Path.of(file)) : value;
    }

    /** Refuses an empty line: it would mean no key, and a named file is expected to hold one. */
    private static String firstLine(Path file) {
        try {
            String line = TextFile.read(file).lines().findFirst().orElse("");
            if (line.isEmpty()) {
                throw new CommandException("key file " + file + ": the first line is empty");
            }
            return line;
        } catch (IOException e) {
            throw CommandException.unreadable("key file " + file, e);
        }
    }
}
