package mles.cluster.nats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials and encryption, as a NATS server wants them. */
class LoginTest {
    private static final String LIMITS = "\"limits\":{\"subs\":-1,\"data\":-1,\"payload\":-1,\"imports\":-1,\"exports\":-1,"
            + "\"wildcards\":true,\"conn\":-1,\"leaf\":-1,\"mem_storage\":-1,\"disk_storage\":-1,\"streams\":-1,"
            + "\"consumer\":-1},\"type\":\"account\"";
    private static final String PASSWORD = "only for tests";

    @TempDir
    private Path folder;

    @Test
    void credentialsOpenTheDoor() throws IOException, GeneralSecurityException {
        NKeys operator = new NKeys(NKeys.OPERATOR);
        NKeys system = new NKeys(NKeys.ACCOUNT);
        NKeys account = new NKeys(NKeys.ACCOUNT);
        NKeys user = new NKeys(NKeys.USER);
        String token = account.token(user,
                "\"pub\":{},\"sub\":{},\"subs\":-1,\"data\":-1,\"payload\":-1,\"type\":\"user\"");
        Path good = credentials("good.creds", token, user);
        Path stolen = credentials("stolen.creds", token, new NKeys(NKeys.USER));
        try (NatsServer nats = NatsServer.startWithStreams(folder,
                "operator: " + operator.token(operator, "\"type\":\"operator\""),
                "system_account: " + system.publicKey(), "resolver: MEMORY",
                "resolver_preload: { " + system.publicKey() + ": " + operator.token(system, "\"type\":\"account\""),
                account.publicKey() + ": " + operator.token(account, LIMITS), "}")) {
            new Servers().start(nats.place("mles") + "&creds-file=" + good).close();
            String said = String.valueOf(assertThrows(IOException.class,
                    () -> new Servers().start(nats.place("mles") + "&creds-file=" + stolen)).getMessage());
            assertTrue(said.contains("uthori"), said);
            assertFalse(said.contains(token), said);
        }
    }

    @Test
    void otherFilesAreNoCredentials() throws IOException, GeneralSecurityException {
        NKeys user = new NKeys(NKeys.USER);
        for (String seed : new String[]{"", "SU", user.seed() + "AAAAAAAA", user.seed().toLowerCase(Locale.ROOT)}) {
            Path file = Files.writeString(folder.resolve("bad"), "-----BEGIN USER JWT-----\nx\n"
                    + "-----BEGIN USER NKEY SEED-----\n" + seed + "\n");
            assertEquals("creds-file: expected a user's token and seed, was something else in " + file,
                    assertThrows(IOException.class, () -> new CredentialsFile(file).check()).getMessage());
        }
    }

    @Test
    void certificatesOfTheFileAreTrusted() throws Exception {
        Path server = certificate("server", "IP:127.0.0.1");
        Path elsewhere = certificate("elsewhere", "DNS:elsewhere.example");
        try (NatsServer nats = NatsServer.startWithStreams(folder, tls("server"))) {
            new Servers().start(nats.place("mles") + "&ca-file=" + server).close();
            assertRefused(nats, elsewhere);
        }
        try (NatsServer nats = NatsServer.startWithStreams(folder, tls("elsewhere"))) {
            assertRefused(nats, elsewhere);
        }
        Path named = certificate("named", "DNS:localhost");
        try (NatsServer nats = NatsServer.startWithStreams(folder, tls("named"))) {
            new Servers().start(nats.place("mles").replace("127.0.0.1", "localhost") + "&ca-file=" + named).close();
        }
        Path empty = Files.writeString(folder.resolve("empty"), "");
        assertEquals("ca-file: expected certificates in PEM, was something else in " + empty,
                assertThrows(IOException.class, () -> Trust.context(empty)).getMessage());
    }

    private static void assertRefused(NatsServer nats, Path caFile) {
        String said = String.valueOf(assertThrows(IOException.class,
                () -> new Servers().start(nats.place("mles") + "&ca-file=" + caFile)).getMessage());
        assertTrue(said.contains("Unable to connect to NATS servers") && said.contains("; "), said);
        assertEquals(1, said.lines().count());
    }

    private Path credentials(String name, String token, NKeys user) throws IOException {
        return Files.writeString(folder.resolve(name), """
                -----BEGIN NATS USER JWT-----
                %s
                ------END NATS USER JWT------

                ************************* IMPORTANT *************************
                -----BEGIN USER NKEY SEED-----
                %s
                ------END USER NKEY SEED------
                """.formatted(token, user.seed()));
    }

    private String tls(String name) {
        return "tls { cert_file: '" + folder.resolve(name + ".pem") + "', key_file: '" + folder.resolve(name + ".key")
                + "' }";
    }

    /** {@return the file of a self-signed certificate, whose key is beside it} */
    private Path certificate(String name, String subject) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=" + subject,
                "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD).start();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        pem(folder.resolve(name + ".key"), "PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
        return pem(folder.resolve(name + ".pem"), "CERTIFICATE", keys.getCertificate(name).getEncoded());
    }

    private static Path pem(Path file, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }
}
