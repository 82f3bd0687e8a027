package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mles.dist.server.NotifySocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package in a root of its own, and what systemd makes of the unit. */
@Timeout(300)
class PackageIT {
    private static final Path PACKAGING = Path.of(System.getProperty("mles.packaging", "../packaging"));
    @TempDir
    private Path folder = Path.of("");

    @Test
    void installsStartsServesAndRemoves() throws Exception {
        Path deb = folder.resolve("mles.deb");
        run(Tools.orSkip("dpkg-deb", "--version"));
        run(new ProcessBuilder(PACKAGING.resolve("debian/build").toString(), ImageProcess.IMAGE.toString(),
                deb.toString()));
        Path root = folder.resolve("root");
        for (String each : List.of("info", "updates", "triggers")) {
            Files.createDirectories(root.resolve("var/lib/dpkg").resolve(each));
        }
        Files.createFile(root.resolve("var/lib/dpkg/status"));

        run(dpkg(root, "--install", deb.toString()));
        Path command = root.resolve("usr/bin/mles");
        try (ImageProcess server = ImageProcess.start(command, Map.of("MLES_KEY", "secret"), "server", "--config",
                root.resolve("etc/mles/mles.properties").toString(), "--listen", "tcp://127.0.0.1:0")) {
            String address = ServerProcess.address(server.line());
            try (ImageProcess pub = ImageProcess.start(command, Map.of("MLES_KEY", "secret"), "pub", "-s", address,
                    "-c",
                    "lab", "-m", "served", "--confirm")) {
                assertEquals(0, pub.end().exit());
            }
            server.signal("TERM");
            assertEquals(0, server.end().exit());
        }
        for (String each : List.of("man/man1/mles.1.gz", "man/man1/mles-history-list.1.gz",
                "bash-completion/completions/mles", "zsh/vendor-completions/_mles",
                "fish/vendor_completions.d/mles.fish")) {
            assertTrue(Files.size(root.resolve("usr/share").resolve(each)) > 0, each);
        }
        run(dpkg(root, "--purge", "mles"));
        assertFalse(Files.exists(root.resolve("usr/share/man/man1/mles.1.gz")), "its manual pages are left");
        assertFalse(Files.exists(root.resolve("usr/lib/mles")), "something of the image is left");
        assertFalse(Files.exists(root.resolve("etc/mles/mles.properties")), "its settings are left");
    }

    @Test
    void systemdUnderstandsTheUnit() throws Exception {
        String unit = Files.readString(PACKAGING.resolve("systemd/mles.service"));
        Path here = Files.writeString(folder.resolve("mles.service"),
                unit.replace("/usr/lib/mles/", ImageProcess.IMAGE.toAbsolutePath() + "/"));
        String said = run(Tools.orSkip("systemd-analyze", "verify", here.toString()));
        assertEquals(List.of(), said.lines().filter(line -> line.contains("mles.service")).toList(), said);
    }

    @Test
    void toldTheServiceManager() throws Exception {
        Path path = folder.resolve("notify");
        try (NotifySocket manager = new NotifySocket(path);
                ImageProcess server = ImageProcess.start(
                        Map.of("NOTIFY_SOCKET", path.toString(), "WATCHDOG_USEC", "200000"), "server", "--listen",
                        "tcp://127.0.0.1:0")) {
            manager.await("READY=1");
            assertTrue(server.line().startsWith("mles: listening on "));
            manager.await("WATCHDOG=1");
            server.signal("TERM");
            manager.await("STOPPING=1");
            assertEquals(0, server.end().exit());
        }
    }

    private static ProcessBuilder dpkg(Path root, String... arguments) {
        ProcessBuilder dpkg = new ProcessBuilder("dpkg", "--root=" + root, "--force-not-root", "--force-bad-path",
                "--force-depends", "--force-unsafe-io");
        dpkg.command().addAll(List.of(arguments));
        return dpkg;
    }

    private static String run(ProcessBuilder command) throws Exception {
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
