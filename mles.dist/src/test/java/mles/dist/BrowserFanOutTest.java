package mles.dist;

import static org.junit.jupiter.api.Assertions.assertTrue;

import mles.loadgen.Bench;
import mles.loadgen.TargetAddress;
import mles.loadgen.ChurnPlan;
import mles.loadgen.Progress;
import mles.loadgen.Report;
import mles.loadgen.Target;
import mles.loadgen.Workload;
import mles.protocol.Credentials;
import mles.server.config.Transport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The load generator by WebSocket against a server of ours: every delivery of every member is checked. */
@BothTransports
class BrowserFanOutTest {
    private static final Progress SILENT = new Progress() {
    };

    private final Transport transport;

    BrowserFanOutTest(Transport transport) {
        this.transport = transport;
    }

    /** With one message under way the next comes only when the slowest member has the last: none may be left waiting. */
    @ParameterizedTest
    @CsvSource({"1, 10, 1", "1, 300, 1", "3, 30, 256"})
    void everyMessageReachesEveryBrowser(int publishers, int browsers, int window) throws Exception {
        try (TestServer server = TestServer.start(transport)) {
            TargetAddress address = TargetAddress.parse("ws://127.0.0.1:" + server.browserAddress().getPort());
            Workload workload = new Workload(publishers, browsers, 1, 128, window, 0, 0.3, 0.1, 1, 0, true);
            Report report = new Bench(workload, new ChurnPlan(0, 1, 0),
                    Target.find(address, Credentials.of(Frames.KEY, null)), null, SILENT).run();
            assertTrue(report.isOk(), report.text());
        }
    }
}
