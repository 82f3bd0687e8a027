package mles.dist;

import mles.dist.console.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the script with which a shell completes our commands and options. */
@Command(name = "completion", description = """
        Print a completion script: source <(mles completion bash), or: mles completion fish | source.""")
final class CompletionCommand implements Runnable {
    private final Console console;
    @Parameters(arity = "0..1", paramLabel = "SHELL", defaultValue = "bash", description = """
            Shell: bash (which zsh reads as well), zsh or fish. Default: ${DEFAULT-VALUE}.""")
    private Shell shell = Shell.BASH;
    @Spec
    private CommandSpec spec = CommandSpec.create();

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        console.out().print(shell.script(spec.root().commandLine()));
        console.flush();
    }
}
