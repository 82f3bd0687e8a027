package mles.dist.client;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import mles.client.MlesClient;
import mles.client.Received;
import mles.dist.console.CommandException;
import mles.dist.console.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the history and the further messages of channels. */
@Command(name = "sub", description = "Show the messages of a channel, its history first.")
public final class SubCommand implements Callable<Integer> {
    /** Upper bound of a duration option: far above real use, and still countable in nanoseconds. */
    private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(Duration.ofDays(36_500).toSeconds());
    private static final int NANOS_OF_SECOND = 9;

    private final Console console;
    @Spec
    private CommandSpec spec = CommandSpec.create();
    @Option(names = {"-c",
            "--channel"}, paramLabel = "CHANNEL", required = true, description = """
                    Channel to show; may be given several times.""")
    private List<String> channels = List.of();
    @Option(names = {"-C",
            "--count"}, paramLabel = "COUNT", description = """
                    End after COUNT messages; exit code 1 when fewer came.""")
    private @Nullable Long count;
    @Option(names = {"-W",
            "--wait"}, paramLabel = "SECONDS", description = "End after SECONDS, decimals allowed.")
    private @Nullable BigDecimal seconds;
    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = """
            Format: text (uid: text), raw (bytes only) or json (a line each, empty messages too). Default: \
            ${DEFAULT-VALUE}.""")
    private Format format = Format.TEXT;
    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;
    @Mixin
    private Reconnecting reconnecting = new Reconnecting();
    @Mixin
    private ClientOptions options = new ClientOptions();

    public SubCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        long wanted = wanted();
        Duration most = most();
        long deadline = System.nanoTime() + most.toNanos();
        Set<String> all = new LinkedHashSet<>(channels);
        Display display = (json ? Format.JSON : format).display(console, all.size() > 1,
                options.areSealed(console));
        try (Feed feed = Feed.join(client(most), options.uid(), all)) {
            long shown = 0;
            while (shown < wanted) {
                Optional<Received> received = feed.next(Duration.ofNanos(deadline - System.nanoTime()));
                if (received.isEmpty()) {
                    return timeIsUp(shown);
                }
                if (display.show(received.get())) {
                    console.flush();
                    shown++;
                }
            }
        }
        return 0;
    }

    private MlesClient client(Duration most) {
        MlesClient.Builder client = options.builder(console);
        if (most.compareTo(Timeouts.CONNECT) < 0) {
            client.connectTimeout(most);
        }
        reconnecting.apply(client, console);
        return client.build();
    }

    private int timeIsUp(long shown) {
        if (count == null) {
            return 0;
        }
        throw new CommandException("timed out: " + shown + " of " + count + " messages within " + seconds + " s");
    }

    private long wanted() {
        if (count == null) {
            return Long.MAX_VALUE;
        }
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "COUNT is at least 1, this is " + count);
        }
        return count;
    }

    private Duration most() {
        BigDecimal given = seconds == null ? MOST_SECONDS : seconds;
        if (given.signum() <= 0 || given.compareTo(MOST_SECONDS) > 0) {
            throw new ParameterException(spec.commandLine(),
                    "SECONDS is more than 0 and at most " + MOST_SECONDS + ", this is " + given);
        }
        return Duration.ofNanos(given.movePointRight(NANOS_OF_SECOND).longValue());
    }
}
