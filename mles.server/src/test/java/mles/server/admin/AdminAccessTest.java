package mles.server.admin;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminAccessTest {
    private static final AdminAccess GUARDED = new AdminAccess(Set.of("/livez"), () -> true, "figs"::equals);
    private static final AdminAccess LOCAL = new AdminAccess(Set.of("/livez"), () -> false, token -> false);

    @ParameterizedTest
    @ValueSource(strings = {"Bearer figs", "bearer  figs ", "Basic OmZpZ3M=", "basic bWU6Zmlncw=="})
    void tokenInBothForms(String given) {
        assertTrue(GUARDED.mayAsk("/metrics", headers("Authorization", given)), given);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "figs", "Bearer", "Bearer fig", "Basic figs", "Basic !", "Digest figs"})
    void noToken(String given) {
        assertFalse(GUARDED.mayAsk("/metrics", headers("Authorization", given)), given);
        assertFalse(GUARDED.mayAsk("/metrics", headers("Host", "localhost")), "without any");
    }

    @Test
    void healthIsForAll() {
        assertTrue(GUARDED.mayAsk("/livez", new Headers()));
        assertTrue(LOCAL.mayAsk("/livez", headers("Host", "evil.example")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8079", "127.0.0.1:1", "[::1]:1", "LOCALHOST"})
    void withoutATokenOwnNamesOnly(String host) {
        assertTrue(LOCAL.mayAsk("/metrics", headers("Host", host)));
        assertFalse(LOCAL.mayAsk("/metrics", headers("Host", "x" + host)));
        assertFalse(LOCAL.mayAsk("/metrics", new Headers()));
    }

    private static Headers headers(String name, String value) {
        return new Headers(Map.of(name, List.of(value)));
    }
}
