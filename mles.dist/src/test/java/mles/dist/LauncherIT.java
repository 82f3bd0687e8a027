package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import mles.dist.ImageProcess.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script before Java, and the surroundings in which it may be called. */
@Timeout(60)
class LauncherIT {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void closedInputIsNotAFileOfJava() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of())) {
            Result published = redirected("<&-", "pub", "-s", server.address(), "-c", "a", "-l");
            assertEquals(1, published.exit());
            assertEquals("mles pub: standard input: cannot be read: Bad file descriptor\n", published.err());
            Result chat = redirected("<&-", "chat", "-s", server.address(), "-c", "a", "-u", "ann");
            assertEquals(1, chat.exit());
            Result seen = ImageProcess.run("sub", "-s", server.address(), "-c", "a", "-W", "0.3");
            assertEquals("", seen.out());
        }
    }

    @ParameterizedTest
    @CsvSource({">&-,1,'mles keygen: standard output cannot be written\n'", "2>&-,0,''", "<&- >&- 2>&-,1,''"})
    void closedOutputIsNotAFileOfJava(String streams, int exit, String err) throws Exception {
        Result result = redirected(streams, "keygen");
        assertEquals(exit, result.exit());
        assertEquals(err, result.err());
    }

    @ParameterizedTest
    @CsvSource({"LC_ALL,xx_XX.UTF-8", "LC_CTYPE,UTF-8", "LANG,C", "LC_ALL,''"})
    void argumentsEnvironmentAndFileNamesAreUtf8(String variable, String locale) throws Exception {
        Path config = Files.writeString(folder.resolve("gärten 🌱"), "history = file:äpfel\n");
        Result shown = ImageProcess.run(Map.of(variable, locale, "MLES_PEER_KEY", "café"), "check-config", "--config",
                config.toString(), "--ws-key", "🍇", "--keyring", ring().toString());
        assertEquals(0, shown.exit(), shown.err());
        for (String line : new String[]{"history = file:äpfel", "peer-key = café", "ws-key = 🍇"}) {
            assertTrue(shown.out().lines().anyMatch(line::equals), () -> line + " is not in " + shown.out());
        }
    }

    @Test
    void nativeSocketsNeedNoTemporaryFolder() throws Exception {
        Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
        Map<String, String> environment = Map.of("MLES_JAVA_OPTS", "-Dio.netty.native.workdir=" + unpacked
                + " -Dio.netty.native.deleteLibAfterLoading=false");
        try (ServerProcess server = ServerProcess.start(environment)) {
            assertTrue(server.process().log().contains("transport epoll"), server.process().log());
            assertEquals(0, unpacked.toFile().list().length);
        }
    }

    private Path ring() throws Exception {
        return Files.writeString(folder.resolve("ring"), """
                café.key = figs-and-dates-0
                café.channels = *
                café.rights = publish
                café.from = always
                café.until = never
                🍇.key = plums-and-pears-0
                🍇.channels = *
                🍇.rights = publish
                🍇.from = always
                🍇.until = never
                """);
    }

    private static Result redirected(String streams, String... arguments) throws Exception {
        String[] words = new String[arguments.length + 2];
        words[0] = "-c";
        words[1] = "exec " + ImageProcess.IMAGE.resolve("bin/mles").toAbsolutePath() + " \"$0\" \"$@\" " + streams;
        System.arraycopy(arguments, 0, words, 2, arguments.length);
        try (ImageProcess process = ImageProcess.start(Path.of("/bin/sh"), Map.of(), words)) {
            return process.end();
        }
    }
}
