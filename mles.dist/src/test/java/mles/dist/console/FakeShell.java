package mles.dist;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A shell whose streams can be looked at. */
final class FakeShell {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console;

    FakeShell(Map<String, String> environment, boolean terminal) {
        this(environment, terminal, "");
    }

    /** @param input what is on standard input */
    FakeShell(String input) {
        this(Map.of(), false, input);
    }

    FakeShell(Map<String, String> environment, String input) {
        this(environment, false, input);
    }

    private FakeShell(Map<String, String> environment, boolean terminal, String input) {
        this(environment, terminal, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    }

    /** @param input is standard input */
    FakeShell(Map<String, String> environment, InputStream input) {
        this(environment, false, input);
    }

    private FakeShell(Map<String, String> environment, boolean terminal, InputStream input) {
        console = new Console(environment, input, new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal, false);
    }

    FakeShell() {
        this(Map.of(), false);
    }

    Console shell() {
        return console;
    }

    int execute(String... arguments) {
        return Commands.of(console, arguments).execute(arguments);
    }

    byte[] outBytes() {
        console.flush();
        return out.toByteArray();
    }

    String out() {
        return new String(outBytes(), StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
