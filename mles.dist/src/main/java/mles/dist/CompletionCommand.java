package mles.dist;

import mles.dist.console.Console;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes the script with which a shell completes our commands and options. */
@Command(name = "completion", description = "Print the completion script for bash and zsh: source <(mles completion).")
final class CompletionCommand implements Runnable {
    private final Console console;
    @Spec
    private CommandSpec spec = CommandSpec.create();

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        console.out().print(AutoComplete.bash("mles", spec.root().commandLine()));
        console.flush();
    }
}
