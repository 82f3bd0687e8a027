package mles.dist;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this image, with the commit that it was built from. */
final class Version implements IVersionProvider {
    private static final String FILE = "build.properties";

    @Override
    public String[] getVersion() {
        return new String[]{line(name(), read())};
    }

    /** {@return the version alone: {@code mles 1.0.0}} */
    static String name() {
        return "mles " + Optional.ofNullable(Version.class.getModule().getDescriptor())
                .flatMap(ModuleDescriptor::rawVersion).orElse("without a version");
    }

    /**
     * {@return the line of {@code --version}}
     *
     * @param build {@code commit} and {@code time}: of the commit, as a build's own would differ each time
     */
    static String line(String name, Properties build) {
        String day = build.getProperty("time", "").replaceFirst("T.*", "");
        return name + " (commit " + build.getProperty("commit", "unknown") + (day.isEmpty() ? "" : ", " + day) + ")";
    }

    private static Properties read() {
        Properties build = new Properties();
        try (InputStream in = Version.class.getResourceAsStream(FILE)) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build;
    }
}
