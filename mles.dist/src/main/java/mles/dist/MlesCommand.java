package mles.dist;

import mles.dist.console.CommandGroup;
import picocli.CommandLine.Command;

/** The command that holds the others. */
@Command(name = "mles", description = """
        A light, authenticated publish/subscribe service.""", synopsisSubcommandLabel = "COMMAND", footer = {
        "", "Exit codes: 0 done; 1 refused, lost or timed out; 2 usage.",
        "Environment: MLES_SERVER; MLES_KEY, MLES_ADDR_KEY (the keys; never on the command line); MLES_JAVA_OPTS."})
final class MlesCommand extends CommandGroup {
}
