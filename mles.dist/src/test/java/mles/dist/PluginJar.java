package mles.dist;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Makes jars as plugins have them. */
final class PluginJar {
    private static final String SERVICE = "META-INF/services/mles.server.spi.HistoryStoreProvider";

    private PluginJar() {
    }

    /** Writes a jar with {@code provider}, which it declares. */
    static void write(Path jar, Class<?> provider) {
        String file = provider.getName().replace('.', '/') + ".class";
        try (InputStream in = Objects.requireNonNull(provider.getResourceAsStream(provider.getSimpleName() + ".class"));
                JarOutputStream out = create(jar, provider.getName())) {
            out.putNextEntry(new JarEntry(file));
            in.transferTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a jar that declares a provider which it has not got. */
    static void writeEmpty(Path jar) {
        try (OutputStream out = create(jar, "nowhere.Tape")) {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JarOutputStream create(Path jar, String provider) throws IOException {
        Files.createDirectories(Objects.requireNonNull(jar.getParent()));
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        out.putNextEntry(new JarEntry(SERVICE));
        out.write(provider.getBytes(StandardCharsets.UTF_8));
        return out;
    }
}
