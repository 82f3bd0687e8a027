package mles.dist.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ProgressBar bar(boolean terminal) {
        return new ProgressBar(new Console(Map.of(), InputStream.nullInputStream(),
                new PrintStream(OutputStream.nullOutputStream()), new PrintStream(err, true, StandardCharsets.UTF_8),
                false, terminal));
    }

    @Test
    void fillsUpAndGoesAgain() {
        ProgressBar bar = bar(true);
        bar.flow(0.5, 1_234_567, false);
        String line = err.toString(StandardCharsets.UTF_8);
        assertTrue(line.endsWith("[" + "=".repeat(15) + " ".repeat(15) + "] 1,234,567 deliveries/s"), line);
        bar.end();
        assertEquals(line + "\r\u001b[K", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void isSilentWhereThereIsNoTerminal() {
        ProgressBar bar = bar(false);
        bar.stage("joining");
        bar.flow(0.5, 1, true);
        bar.end();
        assertEquals(0, err.size());
    }
}
