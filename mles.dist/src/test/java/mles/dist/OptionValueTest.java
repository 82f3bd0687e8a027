package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The argument behind an option with a value is that value, wherever it begins like something else. */
class OptionValueTest {

    @ParameterizedTest
    @ValueSource(strings = {"@bob", "@@all", "@/dev/null", "-so what", "-hello", "-h", "-m", "--help", "-", "=", ""})
    void valueIsTakenAsItIs(String text) {
        assertEquals(text, parsed("--message", "pub", "-c", "a", "-m", text));
        assertEquals(text, parsed("--message", "pub", "-c", "a", "--message=" + text));
        assertEquals(text, parsed("--uid", "pub", "-c", "a", "-m", "b", "-u", text));
        assertEquals(text, parsed("--channel", "chat", "-c", text));
    }

    private static String parsed(String option, String... arguments) {
        return Commands.of(new FakeShell().shell(), arguments).parseArgs(arguments).subcommand()
                .matchedOptionValue(option, "nothing");
    }
}
