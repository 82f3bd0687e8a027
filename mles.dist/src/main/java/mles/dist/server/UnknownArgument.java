package mles.dist.server;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The message about an argument that a command does not know, with the one that is likely meant. */
public final class UnknownArgument {
    private UnknownArgument() {
    }

    /**
     * {@return the message; empty where the fault is another one} An option that is missing is often one that was misspelt, so
     * that the unknown one counts more.
     */
    public static Optional<String> of(ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        List<String> unknown = exception instanceof UnmatchedArgumentException
                || exception instanceof MissingParameterException
                        ? command.getUnmatchedArguments()
                        : List.of();
        return unknown.stream().findFirst().map(first -> message(command, first));
    }

    private static String message(CommandLine command, String argument) {
        if (argument.startsWith("-")) {
            String name = argument.replaceFirst("=.*", "");
            Map<String, OptionSpec> options = command.getCommandSpec().optionsMap();
            return FormerName.present(name.replaceFirst("^--", "")).map(present -> "--" + present)
                    .filter(options::containsKey).map(present -> FormerName.message(name, present))
                    .orElseGet(() -> "unknown option " + name + nearest(name, options.keySet()));
        }
        return command.getSubcommands().isEmpty()
                ? "unexpected argument " + argument
                : "unknown command " + argument + nearest(argument, command.getSubcommands().keySet());
    }

    private static String nearest(String typed, Collection<String> known) {
        List<String> words = known.stream().filter(word -> word.length() > 2).toList();
        return Suggestion.likely(typed, words).map(word -> "; the nearest is " + word).orElse("");
    }
}
