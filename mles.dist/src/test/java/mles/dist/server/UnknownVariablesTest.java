package mles.dist.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mles.dist.FakeShell;
import mles.server.config.ConfigException;
import mles.server.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownVariablesTest {
    private static final String WARNING = "warning: MLES_VERSION is not a setting and is ignored";

    @ParameterizedTest
    @CsvSource({"MLES_HISTRY_LIMIT,MLES_HISTORY_LIMIT", "MLES_HISORY_LMIT,MLES_HISTORY_LIMIT", "MLES_KEYS,MLES_KEY",
            "MLES_LISTN,MLES_LISTEN", "MLES_delivery_window,MLES_DELIVERY_WINDOW", "MLES_HISTORY-AGE,MLES_HISTORY_AGE",
            "MLES_TLS_CRT,MLES_TLS_CERT", "MLES_ADMIN_TOKEN_FILES,MLES_ADMIN_TOKEN_FILE",
            "MLES_SERVR,MLES_SERVER", "MLES_JAVA_OPT,MLES_JAVA_OPTS", "MLES_CONFG,MLES_CONFIG"})
    void misspeltOnesAreRefused(String name, String meant) {
        ConfigException e = assertThrows(ConfigException.class,
                () -> UnknownVariables.of(Map.of(name, "1"), Settings::all));
        assertEquals(name + " is not a setting; the nearest is " + meant, e.getMessage());
    }

    @Test
    void formerNamesAreRefused() {
        ConfigException e = assertThrows(ConfigException.class,
                () -> UnknownVariables.of(Map.of("MLES_USER_TIMEOUT", "1s"), Settings::all));
        assertEquals("MLES_USER_TIMEOUT is the former name of MLES_TCP_USER_TIMEOUT", e.getMessage());
    }

    @Test
    void serviceLinksAreNotMeant() {
        Map<String, String> links = new HashMap<>();
        for (String service : List.of("MLES", "MLES_X", "MLES_HISTORY", "MLES_KEY_2")) {
            links.put(service + "_SERVICE_HOST", "10.96.0.7");
            links.put(service + "_SERVICE_PORT", "8077");
            links.put(service + "_SERVICE_PORT_WS", "8080");
            links.put(service + "_PORT", "tcp://10.96.0.7:8077");
            links.put(service + "_PORT_8077_TCP", "tcp://10.96.0.7:8077");
            links.put(service + "_PORT_8077_TCP_PROTO", "tcp");
            links.put(service + "_PORT_8077_TCP_PORT", "8077");
            links.put(service + "_PORT_8077_TCP_ADDR", "10.96.0.7");
        }
        assertEquals(List.of(), UnknownVariables.of(links, Settings::all));
    }

    @Test
    void othersAreReported() {
        assertEquals(List.of("MLES_PORT", "MLES_VERSION"), UnknownVariables.of(Map.of("MLES_VERSION", "1", "MLES_PORT",
                "8077", "MLES_KEY", "figs", "MLES_EMPTY", "", "PATH", "/bin", "MLESX", "1"), Settings::all));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "check-config", "pub -c a -m x", "history list file:nowhere", "keygen"})
    void aMisspeltOneEndsEachCommand(String arguments) {
        FakeShell shell = new FakeShell(Map.of("MLES_DELIVERY_WINDW", "1"), false);
        assertEquals(2, shell.execute(arguments.split(" ")));
        assertTrue(
                shell.err().matches(
                        "mles [a-z -]+: MLES_DELIVERY_WINDW is not a setting; the nearest is MLES_DELIVERY_WINDOW\n"),
                shell.err());
        assertEquals("", shell.out());
    }

    @Test
    void theCommandsThatTakeSettingsWarnOfOthers() {
        FakeShell shell = new FakeShell(Map.of("MLES_VERSION", "1", "MLES_PORT", "tcp://10.96.0.7:8077"), false);
        assertEquals(0, shell.execute("check-config"));
        assertEquals("mles check-config: " + WARNING + "\n", shell.err());
    }

    @Test
    void theCommandsOfClientsDoNot() {
        FakeShell shell = new FakeShell(Map.of("MLES_VERSION", "1"), false);
        assertEquals(0, shell.execute("keygen"));
        assertEquals("", shell.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"server --help", "--version", "help server"})
    void helpIsGivenInAnyEnvironment(String arguments) {
        FakeShell shell = new FakeShell(Map.of("MLES_DELIVERY_WINDW", "1"), false);
        assertEquals(0, shell.execute(arguments.split(" ")));
        assertEquals("", shell.err());
    }
}
