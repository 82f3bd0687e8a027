package mles.server.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTokenTest {

    @ParameterizedTest
    @ValueSource(strings = {"figs & honey", "figs & honey\r", "figs & honey \r\n", " \tfigs & honey"})
    void blanksAroundItDoNotCount(String written) {
        SecretToken token = Objects.requireNonNull(SecretToken.of(written));
        assertTrue(token.is("figs & honey"));
        assertTrue(token.is("figs & honey\r"));
        assertFalse(token.is("figs &honey"));
        assertFalse(token.is(""));
    }

    @Test
    void nothingIsNone() {
        assertNull(SecretToken.of(null));
        assertNull(SecretToken.of(""));
        assertNull(SecretToken.of(" \r\n"));
    }
}
