package mles.dist;

import java.io.IOException;
import java.nio.file.Path;

/** A copy of the image with the plugin for NATS, as the build leaves both. */
final class ClusterImage {
    private ClusterImage() {
    }

    /** {@return the copy in {@code folder}} */
    static Path copy(Path folder) throws IOException, InterruptedException {
        Path image = folder.resolve("image");
        copy(ImageProcess.IMAGE.toString(), image);
        copy(System.getProperty("mles.nats"), image.resolve("plugins/nats"));
        return image;
    }

    private static void copy(String from, Path to) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("cp", "-r", from, to.toString()).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException("cp of " + from + " ended with " + exit);
        }
    }
}
