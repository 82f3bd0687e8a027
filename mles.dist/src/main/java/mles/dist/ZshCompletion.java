package mles.dist;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine;

/** The completion script for zsh: a function for each command. */
final class ZshCompletion {
    private final StringBuilder out = new StringBuilder("#compdef mles\n# Completion of mles for zsh.\n");

    /** {@return the script for a command and all below it} */
    String of(CommandLine root) {
        add(root);
        // As a file of fpath it is run at the first completion; sourced it tells what completes.
        out.append("""

                if [[ $funcstack[1] = _mles ]]; then
                    _mles "$@"
                else
                    compdef _mles mles
                fi
                """);
        return out.toString();
    }

    private void add(CommandLine line) {
        line.getSubcommands().values().forEach(this::add);
        List<String> arguments = new ArrayList<>(
                Candidates.options(line.getCommandSpec()).stream().flatMap(ZshCompletion::option).toList());
        // One without candidates would only keep zsh from writing the option that it has found.
        line.getCommandSpec().positionalParameters().stream().filter(ZshCompletion::hasCandidates)
                .forEach(parameter -> arguments
                        .add(quoted((parameter.arity().max() > 1 ? "*" : "") + value(parameter))));
        String function = function(line);
        out.append('\n').append(function).append("() {\n");
        if (line.getSubcommands().isEmpty()) {
            out.append(arguments("_arguments -s -S", arguments)).append("}\n");
            return;
        }
        arguments.add("'1: :->command'");
        arguments.add("'*:: :->rest'");
        out.append("    local state line curcontext=$curcontext\n    local -a commands\n")
                .append(arguments("_arguments -C -s -S", arguments))
                .append("    case $state in\n    command)\n        commands=(\n");
        line.getSubcommands().values().forEach(each -> out.append("            ")
                .append(quoted(each.getCommandName() + ":" + Candidates.summary(each.getCommandSpec()))).append('\n'));
        out.append("        )\n        _describe command commands\n        ;;\n    rest)\n        case $words[1] in\n");
        line.getSubcommands().values().forEach(each -> out.append("        ").append(each.getCommandName()).append(") ")
                .append(function(each)).append(" ;;\n"));
        out.append("        esac\n        ;;\n    esac\n}\n");
    }

    private static String function(CommandLine line) {
        return "_" + line.getCommandSpec().qualifiedName("_").replace('-', '_');
    }

    private static String arguments(String command, List<String> arguments) {
        return "    " + command + " \\\n" + arguments.stream().map(each -> "        " + each)
                .collect(Collectors.joining(" \\\n")) + "\n";
    }

    private static Stream<String> option(OptionSpec option) {
        boolean takesValue = option.arity().max() > 0;
        String rest = "[" + inBrackets(Candidates.summary(option)) + "]" + (takesValue ? value(option) : "");
        return Stream.of(option.names()).map(
                name -> quoted("*" + name + (takesValue ? name.startsWith("--") ? "=" : "+" : "") + rest));
    }

    private static boolean hasCandidates(ArgSpec argument) {
        return Candidates.isFile(argument) || !Candidates.values(argument).isEmpty();
    }

    /** {@return the end of a specification: a name, and the values or the function that completes them} */
    private static String value(ArgSpec argument) {
        List<String> values = Candidates.values(argument);
        return ":" + argument.paramLabel().replace(":", "\\:") + ":" + (Candidates.isFile(argument)
                ? "_files"
                : values.isEmpty() ? "" : "(" + String.join(" ", values) + ")");
    }

    private static String inBrackets(String text) {
        return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
