package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./mles} on systems of all kinds: a root and a PATH of its own, and a Maven that does what the test says. */
class StartScriptTest {
    private static final List<String> TOOLS = List.of("sh", "dirname", "readlink", "grep", "sed", "tr", "mktemp", "rm",
            "mkdir", "cat", "sleep", "chmod");
    /** Says how far it is, waits to be let on, and leaves an image that says its arguments. */
    private static final String MAVEN = """
            #!/bin/sh
            echo called >>calls
            echo "[INFO] Building mles.protocol 1.0.0-SNAPSHOT                [1/2]"
            read -r word <go
            mkdir -p mles.dist/target/mles/bin mles.dist/target/mles/lib
            printf '#!/bin/sh\\necho ran "$@"\\n' >mles.dist/target/mles/bin/mles
            chmod +x mles.dist/target/mles/bin/mles
            : >mles.dist/target/mles/lib/mles.aot
            """;

    @TempDir
    private Path folder = Path.of("");
    private Path tools = Path.of("");
    private Path checkout = Path.of("");
    private Path root = Path.of("");
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void place() throws IOException {
        Tools.orSkip("sh", "-c", ":");
        tools = Files.createDirectory(folder.resolve("tools"));
        checkout = Files.createDirectory(folder.resolve("checkout"));
        root = Files.createDirectory(folder.resolve("root"));
        for (String tool : TOOLS) {
            forward(tool);
        }
        tool("uname", "echo Linux");
        Files.copy(Path.of("../mles"), checkout.resolve("mles"));
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ID=debian                        | sudo apt-get install openjdk-25-jdk-headless maven",
            "ID=ubuntu;ID_LIKE=debian        | sudo apt-get install openjdk-25-jdk-headless maven",
            "ID=fedora                        | sudo dnf install java-25-openjdk-devel java-25-openjdk-jmods maven",
            "ID=rocky;ID_LIKE=\"rhel fedora\"| sudo dnf install java-25-openjdk-devel java-25-openjdk-jmods maven",
            "ID=plan9                         | sdk install java 25-tem && sdk install maven    (see https://sdkman.io)"})
    void namesTheCommandThatBringsWhatIsMissing(String release, String command) throws Exception {
        tool("apt-cache", "exit 0");
        release(release);
        assertEquals(List.of(
                "mles: the build needs a JDK 25 and Maven, not found in JAVA_HOME, on the PATH or where systems install it",
                "mles: to install it:  " + command), refused());
    }

    @Test
    void namesOnlyWhatIsMissing() throws Exception {
        release("ID=fedora");
        jdk();
        assertTrue(refused().getLast().endsWith("  sudo dnf install maven"));
        tool("mvn", MAVEN);
        Files.delete(root.resolve("usr/lib/jvm/a-jdk/release"));
        assertTrue(refused().getLast().endsWith("  sudo dnf install java-25-openjdk-devel java-25-openjdk-jmods"));
    }

    @Test
    void knowsAMac() throws Exception {
        tool("uname", "echo Darwin");
        assertTrue(refused().getLast().endsWith("  brew install openjdk@25 maven"));
    }

    @Test
    void aDebianThatIsTooOldIsSentToPackagesOfOthers() throws Exception {
        tool("apt-cache", "exit 1");
        release("ID=debian");
        List<String> lines = refused();
        assertEquals(3, lines.size());
        assertTrue(lines.get(1).contains("https://adoptium.net/"), lines.get(1));
        assertTrue(lines.get(2).endsWith("  sudo apt-get install temurin-25-jdk maven"), lines.get(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"flock", "no flock"})
    void twoAtOnceBuildOnceAndTellHowFar(String lock) throws Exception {
        if (lock.equals("flock")) {
            Tools.orSkip("flock", "--version");
            forward("flock");
        }
        ready();
        Process first = start("first", "one");
        Await.until("it tells how far it is while it builds",
                () -> read("first.err").contains("mles: building mles.protocol (1/2)\n"));
        Process second = start("second", "two");
        Await.until("it waits", () -> read("second.err").equals("mles: waiting for another build of the image\n"));
        Files.writeString(checkout.resolve("go"), "on\n");
        assertEnds(0, first);
        assertEnds(0, second);
        assertEquals("ran one\n", read("first.out"));
        assertEquals("ran two\n", read("second.out"));
        assertEquals("called\n", Files.readString(checkout.resolve("calls")));
    }

    @Test
    void aLockThatAKilledBuildLeftIsNoLock() throws Exception {
        ready();
        Process gone = new ProcessBuilder("true").start();
        assertEnds(0, gone);
        Path left = Files.createDirectories(checkout.resolve("target/image.lock.folder"));
        Files.writeString(left.resolve("process"), gone.pid() + "\n");
        Process build = start("first", "one");
        Await.until("it builds", () -> read("first.err").contains("mles: building "));
        Files.writeString(checkout.resolve("go"), "on\n");
        assertEnds(0, build);
    }

    @Test
    void aFailedBuildShowsWhatMavenSaid() throws Exception {
        jdk();
        tool("mvn", "echo '[INFO] a word'; echo '[ERROR] no such file'; exit 1");
        assertEquals(List.of(
                "mles: building the image; the first time takes one to ten minutes, most of it for downloads",
                "[ERROR] no such file", "mles: the build of the image failed"), refused());
    }

    private void ready() throws Exception {
        jdk();
        tool("mvn", MAVEN);
        assertEnds(0, Tools.orSkip("mkfifo", checkout.resolve("go").toString()).start());
    }

    private void jdk() throws IOException {
        Path jdk = root.resolve("usr/lib/jvm/a-jdk");
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        assertTrue(Files.createFile(jdk.resolve("bin/jlink")).toFile().setExecutable(true));
    }

    private void release(String lines) throws IOException {
        Files.writeString(Files.createDirectories(root.resolve("etc")).resolve("os-release"),
                lines.replace(';', '\n') + "\n");
    }

    private List<String> refused() throws Exception {
        assertEnds(1, start("refused", "--version"));
        assertEquals("", read("refused.out"));
        return read("refused.err").lines().toList();
    }

    private Process start(String name, String argument) throws IOException {
        ProcessBuilder script = new ProcessBuilder(where("sh").toString(), checkout.resolve("mles").toString(),
                argument)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(folder.resolve(name + ".err").toFile());
        script.environment().clear();
        script.environment().put("PATH", tools.toString());
        script.environment().put("MLES_SYSTEM_ROOT", root.toString());
        Process process = script.start();
        started.add(process);
        return process;
    }

    private static void assertEnds(int exit, Process process) throws InterruptedException {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it goes on");
        assertEquals(exit, process.exitValue());
    }

    private void forward(String name) throws IOException {
        tool(name, "exec " + where(name) + " \"$@\"");
    }

    private void tool(String name, String script) throws IOException {
        Path file = tools.resolve(name);
        Files.writeString(file, script.startsWith("#!") ? script : "#!/bin/sh\n" + script + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            return "";
        }
    }

    private static Path where(String tool) {
        return Stream.of(System.getenv("PATH").split(":")).map(place -> Path.of(place, tool)).filter(Files::exists)
                .findFirst().orElseThrow();
    }
}
