package mles.dist;

import java.io.IOException;
import java.nio.file.Path;

/** Copies of the image, and of what the build leaves to be dropped into it. */
public final class ImageCopy {
    private ImageCopy() {
    }

    /** Copies the image to {@code target}. */
    static void to(Path target) throws IOException, InterruptedException {
        copy(ImageProcess.IMAGE.toString(), target);
    }

    /** {@return a copy in {@code folder} with the plugin for NATS} */
    public static Path withNats(Path folder) throws IOException, InterruptedException {
        Path image = folder.resolve("image");
        to(image);
        addPlugin(image, "nats");
        return image;
    }

    /** Copies a plugin, of which the property {@code mles.NAME} tells the folder, into {@code image}. */
    static void addPlugin(Path image, String name) throws IOException, InterruptedException {
        copy(System.getProperty("mles." + name), image.resolve("plugins").resolve(name));
    }

    private static void copy(String from, Path to) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("cp", "-r", from, to.toString()).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException("cp of " + from + " ended with " + exit);
        }
    }
}
