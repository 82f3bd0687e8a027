package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mles.client.MlesClient;
import mles.protocol.Frame;
import mles.server.MlesServer;
import mles.testkit.Check;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Others depend on these: a change is made on purpose, and seen in review as a change of text files. */
class ApiTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "mles", "dist", "api");
    private static final String ACCEPT = "mles.api.accept";
    /** Exported to rooms of this project, without a promise. */
    private static final List<String> UNSTABLE = List.of("mles.server.transport");

    static Stream<Module> modules() {
        return Stream.of(Frame.class, MlesServer.class, MlesClient.class, Check.class).map(Class::getModule);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void api(Module module) throws IOException {
        check(module.getName() + ".api.txt", ApiText.api(module, UNSTABLE));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void descriptor(Module module) throws IOException {
        check(module.getName() + ".descriptor.txt", ApiText.descriptor(module));
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
