package mles.websocket.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests of {@code mles.js} and of the page's model, which Node runs. */
class NodeTest {
    private static final Path SCRIPTS = Path.of("src/test/js");

    @ParameterizedTest
    @ValueSource(strings = {"cbor.test.js", "client.test.js", "cut.test.js", "old.test.js", "page.test.js",
            "seal.test.js"})
    void passes(String script) throws IOException, InterruptedException {
        assumeTrue(Tool.isNodeHere(), "no Node from 20 on this machine, so scripts are not tested");
        Tool.Result result = Tool.run(SCRIPTS, "node", "--test", script);
        assertEquals(0, result.exit(), result.output());
    }

    @Test
    void allAreRun() throws IOException {
        assertEquals(6, Tool.count(SCRIPTS, "*.test.js"));
    }
}
