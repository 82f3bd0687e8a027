package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import mles.dist.ImageProcess.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The image with certificates in files that change. */
@Timeout(120)
class TlsIT {
    private static final Map<String, String> KEY = Map.of("MLES_KEY", "secret");
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aChangedCertificateIsShownAndABadOneIsNot() throws Exception {
        Path certificate = write("cert.pem", Certificates.first().certificate());
        Path key = write("key.pem", Certificates.first().key());
        Path first = write("first.pem", Certificates.first().certificate());
        Path second = write("second.pem", Certificates.second().certificate());
        try (ImageProcess server = ImageProcess.start(KEY, "server", "--listen", "tls://127.0.0.1:0", "--tls-cert",
                certificate.toString(), "--tls-key", key.toString())) {
            String address = server.line().replace("mles: listening on ", "");
            assertTrue(address.startsWith("tls://127.0.0.1:"), address);
            assertEquals(0, publish(address, first).exit());
            assertEquals(1, publish(address, second).exit());

            replace(certificate, "not a certificate");
            Await.until("it is told", () -> server.log().contains("tls-reload-failed: "));
            assertEquals(0, publish(address, first).exit());

            replace(certificate, Certificates.second().certificate());
            replace(key, Certificates.second().key());
            Await.until("it is told", () -> server.log().contains("tls-reloaded: "));
            assertEquals(0, publish(address, second).exit());
            server.signal("TERM");
            Result end = server.end();
            assertEquals(0, end.exit());
            String secret = Certificates.first().key().lines().skip(1).findFirst().orElseThrow();
            assertFalse(end.err().contains(secret), "a key in the log");
        }
    }

    @Test
    void filesThatCannotBeUsedAreOneLineAndTwo() throws Exception {
        Path certificate = write("cert.pem", Certificates.first().certificate());
        for (String[] arguments : new String[][]{{"server", "--listen", "tls://127.0.0.1:0"},
                {"server", "--tls-cert", certificate.toString()},
                {"server", "--tls-cert", certificate.toString(), "--tls-key", certificate.toString()},
                {"server", "--tls-cert", certificate.toString(), "--tls-key", folder.resolve("none").toString()},
                {"server", "--tls-ca", folder.resolve("none").toString()}}) {
            Result result = ImageProcess.run(KEY, arguments);
            assertEquals(2, result.exit(), result.err());
            assertEquals(1, result.err().lines().count(), result.err());
        }
    }

    private Result publish(String address, Path authorities) throws Exception {
        return ImageProcess.run(KEY, "pub", "-s", address, "--tls-ca", authorities.toString(), "-c", "lab", "-m", "x");
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    /** As programs that renew certificates do. */
    private void replace(Path file, String text) throws Exception {
        Files.move(Files.writeString(folder.resolve("new"), text), file, StandardCopyOption.ATOMIC_MOVE);
    }
}
