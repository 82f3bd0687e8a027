import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** Makes a key and a certificate in PEM for the server from whose start Java learns. They are good for nothing else. */
class TrainingIdentity {
    private static final String PASSWORD = "training";
    private static final String ALIAS = "training";

    public static void main(String[] folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path made = Files.createDirectories(Path.of(folder[0]));
        Path store = made.resolve("identity.p12");
        Files.deleteIfExists(store);
        int code = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + ALIAS,
                "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD).inheritIO().start()
                .waitFor();
        if (code != 0) {
            throw new IOException("keytool: expected exit code 0, was " + code);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        write(made.resolve("cert.pem"), "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
        write(made.resolve("key.pem"), "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content)
                + "\n-----END " + kind + "-----\n");
    }
}
