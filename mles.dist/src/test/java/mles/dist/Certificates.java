package mles.dist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A key and its self-signed certificate for 127.0.0.1, made by the JDK's tool. */
final class Certificates {
    private static final char[] PASSWORD = "only for tests".toCharArray();
    private static final String ALIAS = "test";

    private static @Nullable Certificates first;
    private static @Nullable Certificates second;

    private final KeyStore keys;

    private Certificates(String algorithm) {
        try {
            Path folder = Files.createTempDirectory("mles-certificates");
            Path store = folder.resolve("store.p12");
            Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair", "-alias", ALIAS, "-keyalg", algorithm, "-dname", "CN=" + folder.getFileName(),
                    "-ext",
                    "SAN=IP:127.0.0.1", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass",
                    new String(PASSWORD)).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new AssertionError(said);
            }
            keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            Files.delete(store);
            Files.delete(folder);
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return the same one for all tests, with an elliptic key} */
    static synchronized Certificates first() {
        Certificates made = first == null ? new Certificates("EC") : first;
        first = made;
        return made;
    }

    /** {@return another one, the same for all tests, with a key of RSA} */
    static synchronized Certificates second() {
        Certificates made = second == null ? new Certificates("RSA") : second;
        second = made;
        return made;
    }

    /** {@return one that was not there before, with an elliptic key} */
    static Certificates fresh() {
        return new Certificates("EC");
    }

    String certificate() {
        try {
            return pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    String key() {
        try {
            return pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    Certificate x509() {
        try {
            return keys.getCertificate(ALIAS);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return what browsers know it by: the digest of its public key, in Base64} */
    String publicKeyHash() {
        try {
            byte[] key = x509().getPublicKey().getEncoded();
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return a context that trusts this certificate only, and shows {@code own} if it is asked} */
    SSLContext trusted(@Nullable Certificates own) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(ALIAS, x509());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyManager[] shown = null;
            if (own != null) {
                KeyManagerFactory keyManagers = KeyManagerFactory
                        .getInstance(KeyManagerFactory.getDefaultAlgorithm());
                keyManagers.init(own.keys, PASSWORD);
                shown = keyManagers.getKeyManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(bytes)
                + "\n-----END " + what + "-----\n";
    }
}
