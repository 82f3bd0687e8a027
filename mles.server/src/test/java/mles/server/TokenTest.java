package mles.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {

    @ParameterizedTest
    @ValueSource(strings = {"figs & honey", "figs & honey\r", "figs & honey \r\n", " \tfigs & honey"})
    void blanksAroundItDoNotCount(String written) {
        Token token = Objects.requireNonNull(Token.of(written));
        assertTrue(token.is("figs & honey"));
        assertTrue(token.is("figs & honey\r"));
        assertFalse(token.is("figs &honey"));
        assertFalse(token.is(""));
    }

    @Test
    void nothingIsNone() {
        assertNull(Token.of(null));
        assertNull(Token.of(""));
        assertNull(Token.of(" \r\n"));
    }
}
