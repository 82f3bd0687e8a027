package mles.dist;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine;

/** The completion script for fish: one line for each command and option. */
final class FishCompletion {
    /** Tells whether the line begins with these commands; what comes behind their options may be a value. */
    private static final String BEGIN = """
            # Completion of mles for fish.
            function __mles_at
                set -l words (commandline -opc)
                set -l commands
                set -e words[1]
                for word in $words
                    contains -- $word $__mles_commands; or break
                    set -a commands $word
                end
                test "$commands" = "$argv"
            end
            """;

    private final StringBuilder out = new StringBuilder();

    /** {@return the script for a command and all below it} */
    String of(CommandLine root) {
        List<String> names = names(root);
        out.append("set -g __mles_commands ").append(String.join(" ", names)).append('\n').append(BEGIN);
        out.append("complete -c mles -f\n");
        add(root, "");
        return out.toString();
    }

    private static List<String> names(CommandLine line) {
        return line.getSubcommands().values().stream()
                .flatMap(each -> Stream.concat(Stream.of(each.getCommandName()),
                        names(each).stream()))
                .distinct().toList();
    }

    private void add(CommandLine line, String path) {
        String at = "complete -c mles -n " + quoted("__mles_at" + path);
        line.getSubcommands().values().forEach(each -> out.append(at).append(" -a ").append(each.getCommandName())
                .append(" -d ").append(quoted(Candidates.summary(each.getCommandSpec()))).append('\n'));
        Candidates.options(line.getCommandSpec()).forEach(option -> out.append(at).append(option(option)).append('\n'));
        for (PositionalParamSpec parameter : line.getCommandSpec().positionalParameters()) {
            if (Candidates.isFile(parameter)) {
                out.append(at).append(" -F\n");
            } else if (!Candidates.values(parameter).isEmpty()) {
                out.append(at).append(" -a ").append(quoted(String.join(" ", Candidates.values(parameter))))
                        .append('\n');
            }
        }
        line.getSubcommands().values().forEach(each -> add(each, path + " " + each.getCommandName()));
    }

    private static String option(OptionSpec option) {
        StringBuilder text = new StringBuilder();
        for (String name : option.names()) {
            text.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            text.append(Candidates.isFile(option) ? " -r -F" : " -x");
            if (!Candidates.values(option).isEmpty()) {
                text.append(" -a ").append(quoted(String.join(" ", Candidates.values(option))));
            }
        }
        return text.append(" -d ").append(quoted(Candidates.summary(option))).toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
