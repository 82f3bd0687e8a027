package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class QuotedTextTest {
    private static String quoted(String name) {
        return new ChannelName(name).quoted();
    }

    @Test
    void ordinaryNamesStayReadable() {
        assertEquals("\"garden 1/Äpfel😀\"", quoted("garden 1/Äpfel😀"));
        assertEquals("\"\"", quoted(""));
    }

    @Test
    void hostileNamesStayOneLineOfPlainText() {
        assertEquals("\"a\\u000aWARN\"", quoted("a\nWARN"));
        assertEquals("\"\\u001b[2J\\u0007\"", quoted("\u001b[2J\u0007"));
        assertEquals("\"\\\", level=\\\\\"", quoted("\", level=\\"));
        assertEquals("\"\\u202e\\u2028\\u00a0\\u{e0001}\"", quoted("\u202e\u2028\u00a0\udb40\udc01"));
        assertEquals("\"\\ud83d\"", quoted("\ud83d"));
    }

    @Test
    void longNamesAreCutAndDifferStill() {
        String name = "n".repeat(65_536);
        assertTrue(quoted(name).matches("\"n{64}\"…#[0-9a-f]{8}"), quoted(name));
        assertNotEquals(quoted(name), quoted(name + "n"));
        assertTrue(quoted("\n".repeat(65_536)).length() < 500);
        assertEquals("\"" + "n".repeat(64) + "\"", quoted("n".repeat(64)));
    }

    @Property
    void everyNameIsOneShortVisibleLine(@ForAll String name) {
        String quoted = quoted(name);
        assertTrue(quoted.codePoints().noneMatch(Character::isISOControl), quoted);
        assertTrue(quoted.length() < 700, quoted);
    }
}
