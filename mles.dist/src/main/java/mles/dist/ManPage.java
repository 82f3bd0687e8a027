package mles.dist;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mles.dist.server.MachineDefaults;
import mles.dist.server.SettingOptions;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine;

/** The manual page of one command, made from the same model as its {@code --help}. */
final class ManPage {
    private final CommandLine command;
    private final CommandSpec spec;
    private final String version;

    /** @param version name and version: {@code mles 1.0.0} */
    ManPage(CommandLine command, String version) {
        this.command = command;
        this.spec = command.getCommandSpec();
        this.version = version;
    }

    /** {@return the pages of a command and of all below it, in the order of its help} */
    static List<ManPage> all(CommandLine command, String version) {
        return Stream.concat(Stream.of(new ManPage(command, version)),
                command.getSubcommands().values().stream().flatMap(each -> all(each, version).stream())).toList();
    }

    /** {@return its name: {@code mles-history-list}} */
    String name() {
        return name(spec);
    }

    /** {@return the text, in {@code roff}} */
    String text() {
        Roff page = new Roff().title(name().toUpperCase(Locale.ROOT), version).section("NAME")
                .raw(Roff.escaped(name()) + " \\- " + Roff.escaped(Candidates.summary(spec))).section("SYNOPSIS");
        page.raw(synopsis()).section("DESCRIPTION").text(Candidates.plain(spec.usageMessage().description()));
        commands(page);
        arguments(page);
        notes(page);
        return page.section("SEE ALSO").raw(Stream.concat(parent(), below()).distinct()
                .map(name -> Roff.bold(name) + "(1)").collect(Collectors.joining(", "))).toString();
    }

    private String synopsis() {
        String text = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0).strip()
                .replaceAll("\\s+", " ");
        String command = spec.qualifiedName();
        return Roff.bold(command) + Roff.escaped(text.substring(command.length()));
    }

    private void commands(Roff page) {
        if (!command.getSubcommands().isEmpty()) {
            page.section("COMMANDS");
            command.getSubcommands().values().forEach(each -> page.entry(Roff.bold(each.getCommandName()),
                    Candidates.summary(each.getCommandSpec()) + "."));
        }
    }

    private void arguments(Roff page) {
        List<OptionSpec> options = spec.options().stream().filter(option -> !option.hidden())
                .sorted(Comparator.comparing(OptionSpec::longestName)).toList();
        page.section("OPTIONS");
        spec.positionalParameters().stream().filter(parameter -> !parameter.hidden())
                .forEach(parameter -> page.entry(Roff.italic(parameter.paramLabel()), description(parameter)));
        Map<OptionGroup, List<OptionSpec>> groups = options.stream().collect(Collectors.groupingBy(OptionGroup::of));
        boolean headed = SettingOptions.areIn(spec);
        Stream.of(OptionGroup.values()).filter(groups::containsKey).forEach(group -> {
            if (headed) {
                page.subsection(group.heading());
            }
            groups.getOrDefault(group, List.of())
                    .forEach(option -> page.entry(label(option), settled(option, description(option))));
        });
    }

    /** The lines below the help, of which an empty one begins a paragraph. */
    private void notes(Roff page) {
        List<String> lines = List.of(spec.usageMessage().footer());
        if (!lines.isEmpty()) {
            page.section("NOTES");
            boolean begun = false;
            for (String line : lines) {
                if (line.isBlank() && begun) {
                    page.paragraph();
                }
                page.text(Candidates.plain(line));
                begun |= !line.isBlank();
            }
        }
    }

    private Stream<String> parent() {
        return spec.parent() == null ? Stream.empty() : Stream.of(name(spec.parent()), "mles");
    }

    private Stream<String> below() {
        return command.getSubcommands().values().stream().map(each -> name(each.getCommandSpec()));
    }

    private static String name(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    private static String label(OptionSpec option) {
        String names = Stream.of(option.names()).sorted(Comparator.comparingInt(String::length)).map(Roff::bold)
                .collect(Collectors.joining(", "));
        return option.arity().max() == 0 ? names : names + "=" + Roff.italic(option.paramLabel());
    }

    private static String description(ArgSpec argument) {
        return Candidates.plain(argument.description());
    }

    /** A default of the machine that makes the page says nothing about the machine that shows it. */
    private static String settled(OptionSpec option, String description) {
        return MachineDefaults.ofOption(option.longestName())
                .map(words -> description.replaceFirst("Default: .*$", "Default: " + words.replace("`", "") + "."))
                .orElse(description);
    }
}
