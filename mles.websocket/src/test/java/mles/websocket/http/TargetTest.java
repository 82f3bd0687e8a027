package mles.websocket.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({"/channels/garden, garden", "/channels/..?uid=x, ..", "/channels/a%2Fb, a/b", "/channels/a+b, a+b",
            "/channels/f%C3%BCr%20alle, für alle", "/channels/%2e%2e, ..", "/channels/%3Fuid=x, ?uid=x"})
    void aSegmentIsAName(String uri, String name) throws CharacterCodingException {
        assertEquals(Optional.of(name), new Target(uri).channel());
    }

    @Test
    void aNameMayHaveControlCharacters() throws CharacterCodingException {
        assertEquals(Optional.of("\0\r\n"), new Target("/channels/%00%0D%0a").channel());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/channels/", "/channels/a/b", "/channels/a/", "/channels//"})
    void anythingElseIsNone(String uri) throws CharacterCodingException {
        assertEquals(Optional.empty(), new Target(uri).channel());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/channels/%", "/channels/%4", "/channels/%4g", "/channels/%ff", "/channels/%c3",
            "/channels/%ed%a0%80", "/channels/%-1", "/channels/\u00e9", "/channels/%\uff11\uff11"})
    void badEscapesAreRefused(String uri) {
        assertThrows(CharacterCodingException.class, () -> new Target(uri).channel());
    }

    @ParameterizedTest
    @CsvSource({"?uid=ann, ann", "?x=1&uid=a%26b+c&uid=d, a&b c", "?uid=, ''", "?u=1&uidx=2&uid=%C3%A4, ä"})
    void theFirstValueOfAParameterCounts(String query, String uid) throws CharacterCodingException {
        assertEquals(Optional.of(uid), new Target("/channels/c" + query).parameter("uid"));
    }

    @Test
    void aParameterMayBeMissing() throws CharacterCodingException {
        assertEquals(Optional.empty(), new Target("/channels/c?uid").parameter("uid"));
        assertEquals(Optional.empty(), new Target("/channels/c").parameter("uid"));
    }

    @Test
    void aHeaderIsUtf8() throws CharacterCodingException {
        assertEquals("ä", Target.header("\u00c3\u00a4"));
        assertThrows(CharacterCodingException.class, () -> Target.header("\u00e4"));
    }
}
