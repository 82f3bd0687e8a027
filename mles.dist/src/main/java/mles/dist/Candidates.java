package mles.dist;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Values and descriptions that completion scripts offer. */
final class Candidates {
    private static final Set<String> FILES = Set.of("FILE", "DIR", "FOLDER");

    private Candidates() {
    }

    /** {@return the options that help shows} */
    static List<OptionSpec> options(CommandSpec spec) {
        return spec.options().stream().filter(option -> !option.hidden()).toList();
    }

    /** {@return the values that an argument can have, empty where they are too many} */
    static List<String> values(ArgSpec argument) {
        List<String> values = new ArrayList<>();
        if (argument.completionCandidates() != null) {
            argument.completionCandidates().forEach(values::add);
        }
        return values;
    }

    static boolean isFile(ArgSpec argument) {
        return FILES.contains(argument.paramLabel());
    }

    /** {@return the first sentence about an argument} */
    static String summary(ArgSpec argument) {
        return firstSentence(argument.description());
    }

    /** {@return the first sentence about a command} */
    static String summary(CommandSpec spec) {
        String[] header = spec.usageMessage().header();
        return firstSentence(header.length > 0 ? header : spec.usageMessage().description());
    }

    /** {@return text in picocli's form, in which a percent sign is two and a line break is {@code %n}, as one line} */
    static String plain(String... text) {
        return String.join(" ", text).replace("%n", " ").replace("%%", "%").strip();
    }

    private static String firstSentence(String... description) {
        return plain(description).replaceFirst("[.:;]( .*)?$", "");
    }
}
