package mles.dist;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mles.dist.server.SettingOptions;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine;

/**
 * The text of {@code --help}. Lines break at blanks only: the layout of picocli breaks them inside addresses as well, and it
 * knows no groups of options without a meaning for the parser.
 */
final class HelpText {
    private static final String INDENT = "  ";
    private static final int COLUMN = 26;

    private HelpText() {
    }

    /** Gives {@code line} and all below it this form. Where options fall into several groups, each has its heading. */
    static void shape(CommandLine line) {
        Map<String, IHelpSectionRenderer> sections = line.getHelpSectionMap();
        sections.put(UsageMessageSpec.SECTION_KEY_DESCRIPTION, HelpText::description);
        sections.put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, HelpText::parameters);
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpText::options);
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpText::footer);
        line.getSubcommands().values().forEach(HelpText::shape);
    }

    private static String description(Help help) {
        return paragraphs(help.commandSpec().usageMessage().description(), help);
    }

    private static String footer(Help help) {
        return paragraphs(help.commandSpec().usageMessage().footer(), help);
    }

    private static String paragraphs(String[] texts, Help help) {
        return Stream.of(texts).flatMap(text -> wrapped(text, width(help)).stream())
                .map(HelpText::line).collect(Collectors.joining());
    }

    private static String parameters(Help help) {
        return help.commandSpec().positionalParameters().stream().filter(parameter -> !parameter.hidden())
                .map(parameter -> entry(label(parameter), parameter, help)).collect(Collectors.joining());
    }

    private static String options(Help help) {
        Map<OptionGroup, List<OptionSpec>> groups = help.commandSpec().options().stream()
                .filter(option -> !option.hidden()).sorted(Comparator.comparing(OptionSpec::longestName))
                .collect(Collectors.groupingBy(OptionGroup::of));
        boolean headed = SettingOptions.areIn(help.commandSpec());
        Function<OptionGroup, String> entries = group -> groups.getOrDefault(group, List.of()).stream()
                .map(option -> entry(label(option), option, help)).collect(Collectors.joining());
        return Stream.of(OptionGroup.values()).filter(groups::containsKey)
                .map(group -> (headed ? line("") + line(group.heading() + ":") : "") + entries.apply(group))
                .collect(Collectors.joining());
    }

    private static String label(OptionSpec option) {
        String names = (option.shortestName().startsWith("--") ? "    " : "")
                + Stream.of(option.names()).sorted(Comparator.comparingInt(String::length))
                        .collect(Collectors.joining(", "));
        return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
    }

    private static String label(PositionalParamSpec parameter) {
        return parameter.paramLabel();
    }

    private static String entry(String label, ArgSpec argument, Help help) {
        String text = String.join(" ", argument.description());
        List<String> lines = new ArrayList<>(wrapped(text, width(help) - COLUMN));
        String start = INDENT + label;
        boolean beside = start.length() + INDENT.length() <= COLUMN;
        String first = beside
                ? line(start + " ".repeat(COLUMN - start.length()) + lines.removeFirst())
                : line(start);
        return first + lines.stream().map(each -> line(" ".repeat(COLUMN) + each)).collect(Collectors.joining());
    }

    /** {@return the lines of a text in picocli's form, in which a percent sign is two} */
    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.replace("%%", "%").split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static int width(Help help) {
        return help.commandSpec().usageMessage().width() - 1;
    }

    private static String line(String text) {
        return text + System.lineSeparator();
    }
}
