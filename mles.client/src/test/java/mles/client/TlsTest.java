package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final char[] PASSWORD = "only for this test".toCharArray();

    @TempDir
    static Path folder;
    private static SSLContext context;
    private FakeServer server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname", "CN=test", "-ext", "SAN=IP:127.0.0.1",
                "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", new String(PASSWORD))
                .redirectErrorStream(true).redirectOutput(folder.resolve("keytool.log").toFile()).start();
        assertTrue(keytool.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, keytool.exitValue(), () -> read(folder.resolve("keytool.log")));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @BeforeEach
    void start() {
        server = new FakeServer(context.getServerSocketFactory());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private MlesClient client(String host, SSLContext trust) {
        return MlesClient.builder("tls://" + host + ":" + server.port()).sharedKey(Frames.KEY).tls(trust)
                .settle(Frames.SETTLE).build();
    }

    /** A TLS server has to take part before a join can settle. */
    private CompletableFuture<FakeMember> accepting() {
        return Await.async(() -> {
            FakeMember member = server.accept();
            assertEquals(Frames.from(Frames.UID, ""), member.next());
            return member;
        });
    }

    @Test
    void talksBothWaysAndEndsInGoodOrder() throws InterruptedException {
        CompletableFuture<FakeMember> accepting = accepting();
        try (Session session = client("127.0.0.1", context).join(Frames.UID, Frames.CHANNEL)) {
            FakeMember member = Await.get(accepting);
            member.send(Frames.from("bob", "secret"));
            assertEquals("secret", session.receive().text());
            session.send("answer");
            assertEquals("answer", member.nextText());
            CompletableFuture<Boolean> finished = Await.async(() -> session.finish(Await.DEADLINE));
            member.awaitEnd();
            member.send(Frames.from("bob", "dropped"));
            member.receipt(2);
            assertTrue(Await.get(finished));
        }
    }

    @Test
    void hostNameIsChecked() {
        CompletableFuture<FakeMember> accepting = accepting();
        UnreachableException e = assertThrows(UnreachableException.class,
                () -> client("localhost", context).join(Frames.UID, Frames.CHANNEL));
        assertTrue(e.getCause() instanceof SSLException, () -> String.valueOf(e.getCause()));
        Await.until("the server gave up", accepting::isCompletedExceptionally);
    }

    @Test
    void unknownCertificateIsRefused() throws Exception {
        CompletableFuture<FakeMember> accepting = accepting();
        assertThrows(UnreachableException.class,
                () -> client("127.0.0.1", SSLContext.getDefault()).join(Frames.UID, Frames.CHANNEL));
        Await.until("the server gave up", accepting::isCompletedExceptionally);
    }
}
