package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Others depend on these: a change is made on purpose, and seen in review as a change of two text files. */
class ApiTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "mles", "protocol");
    private static final String ACCEPT = "mles.api.accept";

    @Test
    void api() throws IOException {
        check("api.txt", ApiText.api(Frame.class.getModule()));
    }

    @Test
    void descriptor() throws IOException {
        check("descriptor.txt", ApiText.descriptor(Frame.class.getModule()));
    }

    private static void check(String name, String now) throws IOException {
        Path golden = GOLDEN.resolve(name);
        if (Boolean.getBoolean(ACCEPT)) {
            Files.writeString(golden, now);
        }
        assertEquals(Files.readString(golden), now, () -> golden
                + " differs from the module. If the change is meant, run the tests with -D" + ACCEPT
                + "=true and commit it");
    }
}
