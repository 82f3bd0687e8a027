package mles.dist.conform;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mles.client.ServerAddress;
import mles.dist.console.Console;
import mles.dist.options.KeyOptions;
import mles.loadgen.Target;
import mles.loadgen.TargetAddress;
import mles.protocol.Credentials;
import mles.testkit.Check;
import mles.testkit.ServerChecks;
import mles.testkit.ServerTarget;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running server, ours or another, everything that SPEC says about it. */
@Command(name = "conform", description = "Check that a running server speaks Mles v1; it should have no other clients meanwhile.")
public final class ConformCommand implements Callable<Integer> {
    private final Console console;
    @Spec
    private CommandSpec spec = CommandSpec.create();
    @Parameters(index = "0", paramLabel = "SERVER", defaultValue = "localhost", description = """
            Server to check: host, host:port, tcp://… or [::1]:8077. Default: ${DEFAULT-VALUE}.""")
    private ServerAddress server = ServerAddress.parse("localhost");
    @Mixin
    private KeyOptions keys = new KeyOptions();
    @Option(names = "--history-limit", paramLabel = "N", defaultValue = "100", description = """
            Messages that the server keeps for a channel. Default: ${DEFAULT-VALUE}.""")
    private int historyLimit;
    @Option(names = "--patience", paramLabel = "S", defaultValue = "10", description = """
            Seconds after which an answer counts as missing. Default: ${DEFAULT-VALUE}.""")
    private int patience;
    @Option(names = "--section", paramLabel = "SECTION", description = """
            Section of SPEC to check, with those below it: 5, 5.1. Default: all.""")
    private String section = "";
    @Option(names = "--allow-reference", description = """
            Tolerate the known differences of the original, mles-rs v1.1.6.""")
    private boolean allowReference;
    @Option(names = "--include-fatal", description = """
            Include the check that ends a server of mles-rs v1.1.6.""")
    private boolean includeFatal;
    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "tap", description = """
            Report as tap or json: a line for each check. Default: ${DEFAULT-VALUE}.""")
    private ConformFormat format = ConformFormat.TAP;
    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    public ConformCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        checkOptions();
        List<Check> checks = ServerChecks.of(target()).stream().filter(this::isWanted).toList();
        ConformReport report = (json ? ConformFormat.JSON : format).report(console.out());
        report.begin(checks.size());
        boolean good = true;
        for (int i = 0; i < checks.size(); i++) {
            CheckResult result = CheckResult.of(i + 1, checks.get(i), allowReference, includeFatal);
            good &= result.isGood();
            report.add(result);
            console.flush();
        }
        return good ? 0 : 1;
    }

    private boolean isWanted(Check check) {
        return section.isEmpty() || check.section().equals(section) || check.section().startsWith(section + ".");
    }

    /** Refuses options that cannot be, before there is a connection. */
    private void checkOptions() {
        if (historyLimit < 0 || patience < 1) {
            throw new ParameterException(spec.commandLine(), "--history-limit is 0 or more, --patience 1 or more");
        }
        // Checks know their sections without their server.
        List<Check> all = ServerChecks.of(ServerTarget.builder(new InetSocketAddress(0)).build());
        if (all.stream().noneMatch(this::isWanted)) {
            String known = all.stream().map(Check::section)
                    .flatMap(each -> Stream.of(each, each.replaceFirst("[.].*", ""))).distinct().sorted()
                    .collect(Collectors.joining(", "));
            throw new ParameterException(spec.commandLine(),
                    "--section: expected one of " + known + ", was " + section);
        }
    }

    /** A server that cannot be reached, or does not let us in, would fail each check with the same words. */
    private ServerTarget target() {
        Credentials credentials = Credentials.of(keys.sharedKey(console), keys.addressKey(console));
        Target found = Target.find(TargetAddress.of(server), credentials);
        return ServerTarget.builder(found.address()).credentials(credentials).mappedOnly(found.isMapped())
                .historyLimit(historyLimit).patience(Duration.ofSeconds(patience)).build();
    }
}
