package mles.dist;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import mles.client.MlesException;
import mles.client.RefusedException;
import mles.client.ServerAddress;
import mles.client.SessionClosedException;
import mles.dist.bench.BenchException;
import mles.dist.bench.BenchServer;
import mles.protocol.ProtocolException;
import mles.server.ConfigException;
import mles.server.Setting;
import mles.server.Settings;
import mles.server.StartException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** All commands, and what becomes of their failures: one line on standard error and an exit code. */
final class Commands {
    private Commands() {
    }

    static CommandLine of(Shell shell) {
        CommandLine line = new CommandLine(new MlesCommand());
        line.addSubcommand(withSettings(new ServerCommand(shell), Settings.all()));
        line.addSubcommand(withSettings(new ProxyCommand(shell), ServerOptions.OF_PROXY));
        line.addSubcommand(new PubCommand(shell));
        line.addSubcommand(new SubCommand(shell));
        line.addSubcommand(new ChatCommand(shell));
        line.addSubcommand(new BenchCommand(shell));
        line.addSubcommand(HistoryCommand.of(shell));
        line.addSubcommand(new ConformCommand(shell));
        line.addSubcommand(withSettings(new CheckConfigCommand(shell), Settings.all()));
        line.addSubcommand(new PluginsCommand(shell));
        line.addSubcommand(new KeygenCommand(shell));
        line.addSubcommand(new CompletionCommand(shell));
        line.addSubcommand(new TrainCommand(shell));
        line.setOut(writer(shell.out())).setErr(writer(shell.err()));
        line.registerConverter(ServerAddress.class, text -> server(text, ServerAddress::parse));
        line.registerConverter(BenchServer.class, text -> server(text, BenchServer::parse));
        line.setUsageHelpAutoWidth(shell.terminal());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((exception, arguments) -> usage(shell, exception));
        line.setExecutionExceptionHandler((exception, command, result) -> failure(shell, exception, result));
        return line;
    }

    private static CommandLine withSettings(Object command, List<Setting<?>> settings) {
        CommandLine line = new CommandLine(command);
        ServerOptions.add(line.getCommandSpec(), settings);
        return line;
    }

    private static <T> T server(String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static int usage(Shell shell, ParameterException exception) {
        String command = exception.getCommandLine().getCommandSpec().qualifiedName();
        String problem = firstLine(exception);
        shell.err().println(command + ": " + problem + "; see " + command + " --help");
        return ExitCode.USAGE;
    }

    private static int failure(Shell shell, Exception exception, ParseResult result) {
        ParseResult command = result;
        while (command.hasSubcommand()) {
            command = command.subcommand();
        }
        shell.err().println(command.commandSpec().qualifiedName() + ": " + kind(exception) + firstLine(exception));
        if (exception instanceof ConfigException) {
            return ExitCode.USAGE;
        }
        if (!expected(exception)) {
            exception.printStackTrace(shell.err());
        }
        return ExitCode.SOFTWARE;
    }

    /** The faults that say all there is to say in one line; anything else is a defect of ours and shows its stack. */
    private static boolean expected(Exception exception) {
        return exception instanceof CommandException || exception instanceof StartException
                || exception instanceof ProtocolException || exception instanceof MlesException
                || exception instanceof BenchException;
    }

    private static String kind(Exception exception) {
        if (exception instanceof RefusedException) {
            return "refused: ";
        }
        return exception instanceof SessionClosedException ? "lost: " : "";
    }

    private static String firstLine(Exception exception) {
        String message = exception.getMessage();
        return message == null || message.isBlank()
                ? exception.getClass().getSimpleName()
                : message.lines().findFirst().orElseThrow().replaceFirst("^Error: ", "");
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
