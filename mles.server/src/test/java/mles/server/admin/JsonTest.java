package mles.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void strings() {
        assertEquals("\"a\\\"b\\\\c\\u000a\\u0000/é😀\"", Json.string("a\"b\\c\n\0/é😀"));
    }
}
