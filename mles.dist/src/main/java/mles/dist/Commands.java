package mles.dist;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import mles.client.MlesException;
import mles.client.RefusedException;
import mles.client.ServerAddress;
import mles.client.SessionClosedException;
import mles.dist.bench.BenchCommand;
import mles.dist.client.ChatCommand;
import mles.dist.client.PubCommand;
import mles.dist.client.SubCommand;
import mles.dist.conform.ConformCommand;
import mles.dist.console.CommandException;
import mles.dist.console.Console;
import mles.dist.console.ReaderGoneException;
import mles.dist.history.HistoryCommand;
import mles.dist.plugins.PluginsCommand;
import mles.dist.server.CheckConfigCommand;
import mles.dist.server.HealthCommand;
import mles.dist.server.ProxyCommand;
import mles.dist.server.ServerCommand;
import mles.dist.server.ServerPlugins;
import mles.dist.server.SettingOptions;
import mles.dist.server.UnknownArgument;
import mles.dist.server.UnknownVariables;
import mles.loadgen.BenchException;
import mles.loadgen.TargetAddress;
import mles.protocol.ProtocolException;
import mles.server.Providers;
import mles.server.StartException;
import mles.server.config.ConfigException;
import mles.server.config.Setting;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine;

/** All commands, and what becomes of their failures: one line on standard error and an exit code. */
final class Commands {
    private static final String COMPLETION = "completion";
    private static final String MAN_PAGES = "man-pages";
    private static final String HELP = "help";
    /** The commands that are about all others. */
    private static final Set<String> ABOUT_ALL = Set.of(COMPLETION, MAN_PAGES, HELP);
    /** The options of {@code mles} itself that need no command. */
    private static final Set<String> ABOUT_NONE = Set.of("--version", "-V");

    private Commands() {
    }

    /**
     * {@return the command of the given arguments} Setting up commands is most of what a start takes, so it has only those
     * that the arguments need.
     */
    static CommandLine of(Console console, String... arguments) {
        Supplier<ServerPlugins> plugins = once(() -> new ServerPlugins(console, arguments));
        Map<String, Supplier<CommandLine>> all = all(console, plugins);
        CommandLine line = new CommandLine(new MlesCommand());
        all.keySet().retainAll(needed(all.keySet(), arguments));
        all.forEach((name, command) -> line.addSubcommand(name, command.get()));
        addStandardOptions(line);
        HelpText.shape(line);
        line.setOut(writer(console.out())).setErr(writer(console.err()));
        line.registerConverter(ServerAddress.class, text -> server(text, ServerAddress::parse));
        line.registerConverter(TargetAddress.class, text -> server(text, TargetAddress::parse));
        registerNumbers(line);
        // The word behind an option is its value: a message may begin with @ or with the letter of an option.
        line.setExpandAtFiles(false);
        line.setAllowOptionsAsOptionParameters(true);
        line.setUsageHelpAutoWidth(console.terminal());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(result -> run(console, result, plugins));
        line.setParameterExceptionHandler((exception, given) -> usage(console, exception));
        line.setExecutionExceptionHandler((exception, command, result) -> failure(console, exception, result));
        return line;
    }

    /** {@return the command that the arguments name, unless it is about all of them; none for the version; otherwise all} */
    private static Set<String> needed(Set<String> all, String... arguments) {
        String first = arguments.length == 0 ? "" : arguments[0];
        if (all.contains(first) && !ABOUT_ALL.contains(first)) {
            return Set.of(first);
        }
        return arguments.length == 1 && ABOUT_NONE.contains(first) ? Set.of() : all;
    }

    /** Each command has {@code --help} and {@code --version}; the one that is help has its own. */
    private static void addStandardOptions(CommandLine line) {
        if (!line.getCommandSpec().helpCommand()) {
            line.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
        }
        line.getSubcommands().values().forEach(Commands::addStandardOptions);
    }

    private static Map<String, Supplier<CommandLine>> all(Console console, Supplier<ServerPlugins> plugins) {
        Map<String, Supplier<CommandLine>> all = new LinkedHashMap<>();
        all.put("server", () -> withSettings(new ServerCommand(console, plugins.get()), plugins.get().settings()));
        all.put("proxy", () -> {
            List<Setting<?>> settings = SettingOptions.ofProxy(Providers.settings(List.of()));
            return withSettings(new ProxyCommand(console, settings), settings);
        });
        all.put("pub", () -> new CommandLine(new PubCommand(console)));
        all.put("sub", () -> new CommandLine(new SubCommand(console)));
        all.put("chat", () -> new CommandLine(new ChatCommand(console)));
        all.put("bench", () -> new CommandLine(new BenchCommand(console)));
        all.put("history", () -> HistoryCommand.of(console));
        all.put("conform", () -> new CommandLine(new ConformCommand(console)));
        all.put("check-config",
                () -> withSettings(new CheckConfigCommand(console, plugins.get()), plugins.get().settings()));
        all.put("health", () -> new CommandLine(new HealthCommand(console)));
        all.put("plugins", () -> new CommandLine(new PluginsCommand(console)));
        all.put("keygen", () -> new CommandLine(new KeygenCommand(console)));
        all.put(COMPLETION, () -> new CommandLine(new CompletionCommand(console)));
        all.put(MAN_PAGES, () -> new CommandLine(new ManPagesCommand()));
        all.put(HELP, () -> new CommandLine(new HelpCommand()));
        return all;
    }

    private static <T> Supplier<T> once(Supplier<T> source) {
        AtomicReference<@Nullable T> known = new AtomicReference<>();
        return () -> Objects.requireNonNull(known.updateAndGet(before -> before == null ? source.get() : before));
    }

    private static CommandLine withSettings(Object command, List<Setting<?>> settings) {
        CommandLine line = new CommandLine(command);
        SettingOptions.add(line.getCommandSpec(), settings);
        line.getCommandSpec().usageMessage().abbreviateSynopsis(true);
        return line;
    }

    private static <T> T server(String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static void registerNumbers(CommandLine line) {
        line.registerConverter(int.class, text -> number(text, Integer::valueOf));
        line.registerConverter(long.class, text -> number(text, Long::valueOf));
        line.registerConverter(Long.class, text -> number(text, Long::valueOf));
        line.registerConverter(Integer.class, text -> number(text, Integer::valueOf));
        line.registerConverter(double.class, text -> number(text, Double::valueOf));
        line.registerConverter(BigDecimal.class, text -> number(text, BigDecimal::new));
    }

    private static <T> T number(String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("expected a number, was " + text);
        }
    }

    /** Output that could not be written is a failure, also that of a command that does not look. */
    private static int run(Console console, ParseResult result, Supplier<ServerPlugins> plugins) {
        try {
            checkVariables(console, result, plugins);
            int code = new RunLast().execute(result);
            if (code == ExitCode.OK) {
                console.flush();
            }
            return code;
        } catch (CommandException | ConfigException e) {
            throw new ExecutionException(result.commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Help is given in any environment. A client says nothing of a variable that may be meant for something else. */
    private static void checkVariables(Console console, ParseResult result, Supplier<ServerPlugins> plugins) {
        ParseResult command = last(result);
        if (result.isUsageHelpRequested() || result.isVersionHelpRequested() || command.isUsageHelpRequested()
                || command.isVersionHelpRequested() || command.commandSpec().helpCommand()) {
            return;
        }
        List<String> unknown = UnknownVariables.of(console.environment(), () -> plugins.get().settings());
        if (SettingOptions.areIn(command.commandSpec())) {
            unknown.forEach(name -> console.err().println(command.commandSpec().qualifiedName() + ": warning: " + name
                    + " is not a setting and is ignored"));
        }
    }

    private static ParseResult last(ParseResult result) {
        return result.hasSubcommand() ? last(result.subcommand()) : result;
    }

    private static int usage(Console console, ParameterException exception) {
        String command = exception.getCommandLine().getCommandSpec().qualifiedName();
        String problem = UnknownArgument.of(exception).orElseGet(() -> firstLine(exception));
        console.err().println(command + ": " + problem + "; see " + command + " --help");
        return ExitCode.USAGE;
    }

    private static int failure(Console console, Exception exception, ParseResult result) {
        if (exception instanceof ReaderGoneException) {
            return ExitCode.SOFTWARE;
        }
        console.err()
                .println(last(result).commandSpec().qualifiedName() + ": " + kind(exception) + firstLine(exception));
        if (exception instanceof ConfigException) {
            return ExitCode.USAGE;
        }
        if (!expected(exception)) {
            exception.printStackTrace(console.err());
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
