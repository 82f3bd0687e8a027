package mles.dist;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/** Programs of others that some tests need; where they are missing those tests are skipped. */
public final class Tools {
    private Tools() {
    }

    /** {@return that program with its errors among what it says} */
    public static ProcessBuilder orSkip(String... command) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command[0])));
        Assumptions.assumeTrue(found, command[0] + " is not installed");
        return new ProcessBuilder(command).redirectErrorStream(true);
    }
}
