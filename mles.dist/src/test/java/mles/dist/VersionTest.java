package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class VersionTest {

    @Test
    void theLineNamesCommitAndDay() {
        Properties build = new Properties();
        build.putAll(Map.of("commit", "0123456789ab", "time", "2026-11-29T11:37:31Z"));
        assertEquals("mles 1.0.0 (commit 0123456789ab, 2026-11-29)", Version.line("mles 1.0.0", build));
    }

    @Test
    void aBuildWithoutTheFileSaysSo() {
        assertEquals("mles 1.0.0 (commit unknown)", Version.line("mles 1.0.0", new Properties()));
    }

    /** Without a repository of Git the commit is unknown, and no placeholder of Maven is left. */
    @Test
    void theBuildFillsTheFile() {
        String line = new Version().getVersion()[0];
        assertTrue(line.matches("mles .+ \\(commit ([0-9a-f]{12}|unknown), \\d{4}-\\d\\d-\\d\\d\\)"), line);
    }
}
