package mles.dist;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import mles.dist.console.Console;

/** A shell whose streams can be looked at. */
public final class FakeShell {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console;

    public FakeShell(Map<String, String> environment, boolean terminal) {
        this(environment, terminal, "");
    }

    /** A shell with the given text on standard input. */
    public FakeShell(String input) {
        this(Map.of(), false, input);
    }

    public FakeShell(Map<String, String> environment, String input) {
        this(environment, false, input);
    }

    private FakeShell(Map<String, String> environment, boolean terminal, String input) {
        this(environment, terminal, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    }

    /** A shell with the given standard input. */
    public FakeShell(Map<String, String> environment, InputStream input) {
        this(environment, false, input);
    }

    private FakeShell(Map<String, String> environment, boolean terminal, InputStream input) {
        console = new Console(environment, input, new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal, false);
    }

    public FakeShell() {
        this(Map.of(), false);
    }

    public Console shell() {
        return console;
    }

    public int execute(String... arguments) {
        return Commands.of(console, arguments).execute(arguments);
    }

    public byte[] outBytes() {
        console.flush();
        return out.toByteArray();
    }

    public String out() {
        return new String(outBytes(), StandardCharsets.UTF_8);
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
