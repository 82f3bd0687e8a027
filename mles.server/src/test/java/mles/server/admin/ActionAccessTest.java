package mles.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionAccessTest {
    private static final String HOST = "mles.example:8079";
    private final ActionAccess actions = new ActionAccess(true);
    private final String token = actions.show().body().replaceAll(".*\"token\":\"(.*)\".*\\s*", "$1");

    @ParameterizedTest
    @CsvSource({"http://mles.example:8079, true", "https://mles.example:8079, true", ", true",
            "http://evil.example, false", "null, false", "http://mles.example:8079.evil.example, false",
            "http://mles.example, false"})
    void onlyThePageOfThisServerActs(String origin, boolean may) {
        assertEquals(may, actions.mayAct(headers(origin, token)));
        assertFalse(actions.mayAct(headers(origin, token + "x")));
        assertFalse(actions.mayAct(headers(origin, "")));
        assertFalse(actions.mayAct(headers(origin, null)));
    }

    @Test
    void eachStartHasATokenOfItsOwn() {
        assertTrue(token.length() >= 32, token);
        assertFalse(new ActionAccess(true).mayAct(headers(null, token)));
    }

    @Test
    void withoutActionsThereIsNoToken() {
        ActionAccess off = new ActionAccess(false);
        assertEquals("{\"allowed\":false}\n", off.show().body());
        assertFalse(off.mayAct(headers(null, "")));
    }

    private static Headers headers(@Nullable String origin,
            @Nullable String given) {
        Headers headers = new Headers();
        headers.set("Host", HOST);
        if (origin != null) {
            headers.set("Origin", origin);
        }
        if (given != null) {
            headers.set(ActionAccess.HEADER, given);
        }
        return headers;
    }
}
