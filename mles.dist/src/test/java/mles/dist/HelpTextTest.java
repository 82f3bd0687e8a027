package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import mles.dist.server.SettingOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine;

/** The shape of each help text. */
class HelpTextTest {
    private static final int WIDTH = 80;

    static List<CommandLine> commands() {
        CommandLine all = Commands.of(new FakeShell().shell());
        return Stream.concat(Stream.of(all), all.getSubcommands().values().stream())
                .flatMap(command -> Stream.concat(Stream.of(command), command.getSubcommands().values().stream()))
                .distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void descriptionIsASentenceInUpperCase(CommandLine command) {
        for (ArgSpec argument : command.getCommandSpec().args()) {
            String text = String.join(" ", argument.description());
            assertTrue(Character.isUpperCase(text.codePointAt(0)), text);
            assertTrue(text.endsWith("."), text);
            assertFalse(text.contains("Default: ."), text);
            assertFalse(text.matches(".*Default: \\d{8,}B.*"), text);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void lineFitsAndBreaksAtBlanksOnly(CommandLine command) {
        String text = command.getUsageMessage();
        text.lines().forEach(line -> assertTrue(line.length() <= WIDTH, line));
        String folded = text.replaceAll("\\s+", " ");
        for (ArgSpec argument : command.getCommandSpec().args()) {
            String description = String.join(" ", argument.description()).replace("%%", "%");
            assertTrue(folded.contains(description), () -> description + "\n" + text);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void headingsAreThereForManyOptionsOnly(CommandLine command) {
        boolean many = SettingOptions.areIn(command.getCommandSpec());
        assertEquals(many, command.getUsageMessage().contains("\nGeneral:\n"), command.getUsageMessage());
    }
}
