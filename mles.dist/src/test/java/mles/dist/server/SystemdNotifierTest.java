package mles.dist.server;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import mles.dist.console.Console;
import mles.dist.FakeShell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdNotifierTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void hearsOfBeginningAndEndAndInBetweenThatAllIsWell() throws Exception {
        Path path = folder.resolve("notify");
        AtomicBoolean well = new AtomicBoolean(true);
        Console console = new FakeShell(Map.of("NOTIFY_SOCKET", path.toString(), "WATCHDOG_USEC", "20000"), false)
                .shell();
        try (NotifySocket manager = new NotifySocket(path); SystemdNotifier told = SystemdNotifier.of(console)) {
            told.ready(well::get);
            manager.await("READY=1");
            manager.await("WATCHDOG=1");
            manager.await("WATCHDOG=1");
            well.set(false);
            told.stopping();
            manager.await("STOPPING=1");
        }
    }

    @Test
    void nobodyAskedOrNobodyIsThere() {
        try (SystemdNotifier nobody = SystemdNotifier.of(new FakeShell().shell());
                SystemdNotifier gone = SystemdNotifier.of(
                        new FakeShell(Map.of("NOTIFY_SOCKET", folder.resolve("gone").toString()), false).shell())) {
            nobody.ready(() -> true);
            nobody.stopping();
            gone.ready(() -> true);
            gone.stopping();
        }
    }
}
