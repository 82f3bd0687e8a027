package mles.dist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import mles.client.MlesClient;
import mles.client.MlesException;
import mles.client.Received;
import mles.client.Session;
import mles.client.UnreachableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who speak TLS to the image: OpenSSL, Java, Chromium; and certificates that change while they talk. */
@Timeout(180)
class TlsClientsIT {
    private static final Map<String, String> KEY = Map.of("MLES_KEY", Frames.KEY);
    private static final String CHANNEL = "lab";
    private static final int CHANGES = 4;
    private static final int MEMBERS = 10;
    private static final int BURST = 20;
    private static final int MESSAGE = 1000;

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void openssl(String version) throws Exception {
        try (ImageProcess server = start("--listen", "tls://127.0.0.1:0")) {
            URI address = address(server);
            Process stranger = openssl(address, "second.pem", version);
            offer(stranger, "eve");
            assertNotEquals(0, end(stranger), "it trusts a certificate that it does not know");
            try (Session bob = client(address, Certificates.first(), null).join("bob", CHANNEL)) {
                Process openssl = openssl(address, "first.pem", version);
                offer(openssl, "ann");
                byte[] presence = Frames.bytes(Frames.message("bob", CHANNEL, ""));
                assertArrayEquals(presence, openssl.getInputStream().readNBytes(presence.length));
                assertEquals("from ann", next(bob));
                bob.send("to ann");
                byte[] answer = Frames.bytes(Frames.message("bob", CHANNEL, "to ann"));
                assertArrayEquals(answer, openssl.getInputStream().readNBytes(answer.length));
                assertEquals(0, end(openssl));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslHasToShowACertificate(String version) throws Exception {
        try (ImageProcess server = start("--listen", "tls://127.0.0.1:0", "--tls-client-ca", file("second.pem"))) {
            URI address = address(server);
            try (Session bob = client(address, Certificates.first(), Certificates.second()).join("bob", CHANNEL)) {
                Process nobody = openssl(address, "first.pem", version);
                offer(nobody, "eve");
                assertEquals(0, nobody.getInputStream().readAllBytes().length);
                end(nobody);
                Process known = openssl(address, "first.pem", version, "-cert", file("second.pem"), "-key",
                        write("second-key.pem", Certificates.second().key()).toString());
                offer(known, "ann");
                // He that came first would be heard first.
                assertEquals("from ann", next(bob));
                assertEquals(0, end(known));
            }
        }
    }

    @Test
    void javaClients() throws Exception {
        try (ImageProcess server = start("--listen", "tls://127.0.0.1:0", "--tls-client-ca", file("second.pem"))) {
            URI address = address(server);
            MlesClient stranger = client(address, Certificates.second(), Certificates.second());
            assertThrows(UnreachableException.class, () -> stranger.join("eve", CHANNEL));
            MlesClient nobody = client(address, Certificates.first(), null);
            assertThrows(MlesException.class, () -> nobody.join("eve", CHANNEL).receive());
            MlesClient known = client(address, Certificates.first(), Certificates.second());
            try (Session bob = known.join("bob", CHANNEL); Session ann = known.join("ann", CHANNEL)) {
                ann.send("hello");
                assertEquals("hello", next(bob));
            }
        }
    }

    @Test
    void chromium() throws Exception {
        Optional<String> command = Chromium.find();
        assumeTrue(command.isPresent(), "no Chromium on this machine, so nobody tries wss:// with it");
        try (ImageProcess server = start("--listen", "tls://127.0.0.1:0", "--listen", "wss://127.0.0.1:0")) {
            URI address = address(server);
            String page = "https" + address(server).toString().substring("wss".length()) + "/";
            assertEquals("false", join(Chromium.start(command.get(), trusting(Certificates.second())), page));
            try (Session bob = client(address, Certificates.first(), null).join("bob", CHANNEL)) {
                bob.send("to ann");
                assertEquals("to ann", join(Chromium.start(command.get(), trusting(Certificates.first())), page));
                assertEquals("from ann", next(bob));
            }
        }
    }

    @Test
    void certificatesChangeWhileMembersTalk() throws Exception {
        List<Session> readers = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        try (ImageProcess server = start("--listen", "tls://127.0.0.1:0")) {
            URI address = address(server);
            for (int i = 0; i < MEMBERS; i++) {
                readers.add(client(address, Certificates.first(), null).join("reader " + i, CHANNEL));
            }
            Session writer = client(address, Certificates.first(), null).join("writer", CHANNEL);
            CompletableFuture<Integer> talk = Await.async(() -> talk(writer, readers, over));
            for (int change = 1; change <= CHANGES; change++) {
                Certificates now = change % 2 == 0 ? Certificates.first() : Certificates.second();
                Certificates before = change % 2 == 0 ? Certificates.second() : Certificates.first();
                replace("key.pem", now.key());
                replace("cert.pem", now.certificate());
                Await.until("change " + change + " is shown", () -> isShown(address, now));
                assertThrows(UnreachableException.class, () -> client(address, before, null).join("late", CHANNEL));
                try (Session newcomer = client(address, now, null).join("newcomer " + change, CHANNEL)) {
                    assertEquals(MESSAGE, next(newcomer).length());
                }
            }
            over.set(true);
            assertTrue(Await.get(talk) > CHANGES, "messages while certificates changed");
            assertTrue(writer.isOpen() && readers.stream().allMatch(Session::isOpen));
            assertEquals(CHANGES, server.log().lines().filter(line -> line.contains("tls-reloaded: ")).count());
            writer.close();
        } finally {
            over.set(true);
            readers.forEach(Session::close);
        }
    }

    /** {@return how many messages went from one to all others, each of them in its place} */
    private static int talk(Session writer, List<Session> readers, AtomicBoolean over) throws InterruptedException {
        int sent = 0;
        while (!over.get()) {
            for (int i = 0; i < BURST; i++) {
                writer.send(text(sent + i));
            }
            for (Session reader : readers) {
                for (int i = 0; i < BURST; i++) {
                    assertEquals(text(sent + i), next(reader));
                }
            }
            sent += BURST;
        }
        return sent;
    }

    private static String text(int number) {
        return String.format("%0" + MESSAGE + "d", number);
    }

    /** {@return the next message that is more than presence} */
    private static String next(Session session) throws InterruptedException {
        Received received = session.receive(Await.DEADLINE).orElseThrow();
        while (received.isEmpty()) {
            received = session.receive(Await.DEADLINE).orElseThrow();
        }
        return received.text();
    }

    /** {@return the first thing that bob said, as seen on that page; false when there is no page} */
    private static String join(Chromium started, String page) {
        try (Chromium chromium = started) {
            Chromium.Page open = chromium.open(page, 800, 600);
            open.await("it is there, or not", "document.readyState == 'complete' && location.href != 'about:blank'");
            return open.evaluate("""
                    location.protocol == 'https:' && (async () => {
                        const { connect } = await import('/mles.js');
                        const mles = connect('wss://' + location.host);
                        const lab = await mles.join('ann', 'lab');
                        await lab.publish('from ann');
                        for await (const message of lab) {
                            if (message.uid === 'bob' && !message.empty) {
                                return message.text();
                            }
                        }
                    })()""");
        }
    }

    private static String trusting(Certificates certificates) {
        return "--ignore-certificate-errors-spki-list=" + certificates.publicKeyHash();
    }

    private ImageProcess start(String... arguments) throws IOException {
        write("first.pem", Certificates.first().certificate());
        write("second.pem", Certificates.second().certificate());
        Path certificate = write("cert.pem", Certificates.first().certificate());
        Path key = write("key.pem", Certificates.first().key());
        return ImageProcess.start(KEY, Stream.concat(
                Stream.of("server", "--tls-cert", certificate.toString(), "--tls-key", key.toString()),
                Stream.of(arguments)).toArray(String[]::new));
    }

    /** {@return where it listens, one listener after the other} */
    private static URI address(ImageProcess server) throws IOException {
        return URI.create(server.line().replace("mles: listening on ", ""));
    }

    private static MlesClient client(URI address, Certificates trusted, @Nullable Certificates own) {
        return MlesClient.builder(address.toString()).sharedKey(Frames.KEY).tls(trusted.trusted(own))
                .settle(Duration.ofMillis(20)).build();
    }

    private static boolean isShown(URI address, Certificates certificates) {
        try (Session session = client(address, certificates, null).join("visitor", "hall")) {
            return session.isOpen();
        } catch (UnreachableException e) {
            return false;
        }
    }

    private Process openssl(URI address, String trusted, String... options) throws IOException {
        return Tools.orSkip(Stream.concat(
                Stream.of("openssl", "s_client", "-connect", address.getAuthority(), "-CAfile", file(trusted),
                        "-verify_return_error", "-verify_ip", address.getHost(), "-quiet", "-no_ign_eof"),
                Stream.of(options)).toArray(String[]::new)).redirectErrorStream(false)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** Sends a first frame; a client that does not trust its server takes nothing. */
    private static void offer(Process openssl, String uid) {
        try {
            openssl.getOutputStream().write(Frames.bytes(Frames.message(uid, CHANNEL, "from " + uid)));
            openssl.getOutputStream().flush();
        } catch (IOException e) {
            // it has ended
        }
    }

    private static int end(Process openssl) throws InterruptedException {
        try {
            openssl.getOutputStream().close();
        } catch (IOException e) {
            // it has ended
        }
        assertTrue(openssl.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS), "openssl does not end");
        return openssl.exitValue();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** As programs that renew certificates do. */
    private void replace(String name, String text) throws IOException {
        Files.move(write("new", text), folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
