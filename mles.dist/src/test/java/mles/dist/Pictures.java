package mles.dist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Pictures of pages for the documentation, which are written with {@code -Dmles.pictures=FOLDER}. */
final class Pictures {
    private Pictures() {
    }

    static void take(String name, Chromium.Page page) throws IOException {
        byte[] png = page.screenshot();
        assertArrayEquals(new byte[]{(byte) 0x89, 'P', 'N', 'G'}, Arrays.copyOf(png, 4));
        String folder = System.getProperty("mles.pictures");
        if (folder != null) {
            Files.write(Path.of(folder, name), png);
        }
    }
}
