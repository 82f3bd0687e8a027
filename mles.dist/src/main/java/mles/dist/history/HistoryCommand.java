package mles.dist.history;

import mles.dist.console.CommandGroup;
import mles.dist.console.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine;

/** The command that holds those on stored history. */
@Command(name = "history", description = """
        Look into stored history, or move it; all but import may run while a server uses the store.""", synopsisSubcommandLabel = "COMMAND")
public final class HistoryCommand extends CommandGroup {
    private HistoryCommand() {
    }

    public static CommandLine of(Console console) {
        CommandLine line = new CommandLine(new HistoryCommand());
        line.addSubcommand(new HistoryListCommand(console));
        line.addSubcommand(new HistoryShowCommand(console));
        line.addSubcommand(new HistoryExportCommand(console));
        line.addSubcommand(new HistoryImportCommand(console));
        line.addSubcommand(new HistoryVerifyCommand(console));
        line.addSubcommand(new HelpCommand());
        return line;
    }
}
