package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Members by {@code mles.js} that talk to each other through cables that are cut at random, half of them silently.
 * {@code -Dmles.cuts.seconds=60 -Dmles.cuts.between=1000} makes a long one, and {@code -Dmles.cuts.seed} repeats the choice of the
 * cuts; each prints its counts.
 */
public final class ScriptConversation {
    public static final int SECONDS = Integer.getInteger("mles.cuts.seconds", 8);
    /** Expression for a browser that fetches what is needed, while cables are whole. */
    static final String FETCH = "import('/mles.js').then((module) => { globalThis.mles = module; })";
    private static final int BETWEEN = Integer.getInteger("mles.cuts.between", 400);
    private static final long SEED = Long.getLong("mles.cuts.seed", 7);

    private final Path folder;
    private final String ports;

    /** A script in {@code folder}, on servers that listen for browsers on these ports. */
    public ScriptConversation(Path folder, List<Integer> ports) throws IOException {
        assumeTrue(Scripts.arePossible(), "no Node with WebSockets on this machine, so mles.js is not tested");
        this.folder = folder;
        this.ports = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
        Scripts.copy(folder, ScriptConversation.class, "live.js", "cables.js", "conversation.js");
    }

    /** Begins one by {@code mles-websocket-2}. */
    public Process start() throws IOException {
        return start("v2");
    }

    /** Begins one by {@code mles-websocket}, which makes no promise. */
    Process startOld() throws IOException {
        return start("v1");
    }

    /** Begins with the cables alone. The first line is their port; they are cut from the first line of the input on. */
    Process startCables() throws IOException {
        return start("cables");
    }

    /** {@return an expression for a browser that has fetched it, whose value is JSON of the counts} */
    String expression(String url) throws IOException {
        return Files.readString(folder.resolve("conversation.js")).replace("export async", "async")
                + "converse(mles.connect, '" + url + "', " + SECONDS + ", false).then(JSON.stringify)";
    }

    /** Waits for the end, and expects it to be a good one. */
    public static void end(Process script) throws IOException, InterruptedException {
        String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.err.println(output);
        assertEquals(0, script.waitFor(), output);
    }

    private Process start(String kind) throws IOException {
        return Scripts.node(folder, "live.js", ports, String.valueOf(SECONDS), String.valueOf(BETWEEN),
                String.valueOf(SEED), kind).redirectErrorStream(true).start();
    }
}
