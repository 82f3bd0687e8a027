package mles.dist.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import mles.client.Received;
import mles.dist.FakeShell;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;
import org.junit.jupiter.api.Test;

class FormatTest {
    private static final byte[] NOT_TEXT = {'a', (byte) 0xff, 0};

    @Test
    void textIsALineAndDropsOneTrailingNewline() {
        assertEquals("ann: hé 🌱\n", text(false, "ann", "hé 🌱"));
        assertEquals("ann: one\n", text(false, "ann", "one\n"));
        assertEquals("ann: one\\n\n", text(false, "ann", "one\n\n"));
        assertEquals("ann: \n", text(false, "ann", "\n"));
    }

    @Test
    void characterThatIsNotSeenIsSpelledOutEverywhere() {
        for (boolean terminal : new boolean[]{false, true}) {
            assertEquals("a\\x1b[2J: b\\x9b\\tc\\nd é\n", text(terminal, "a\u001b[2J", "b\u009b\tc\nd é\n"));
            assertEquals("ann\\nbob: \\u{202e}txt\\u{feff}\\u{2028}\n",
                    text(terminal, "ann\nbob", "\u202etxt\ufeff\u2028"));
        }
    }

    @Test
    void joinerStaysWhereScriptsAndEmojiNeedIt() {
        assertEquals("b\\u{200d}ob: 👩\u200d🌾 می\u200cروم\n", text(false, "b\u200dob", "👩\u200d🌾 می\u200cروم"));
    }

    @Test
    void textReplacesWhatIsNoText() {
        FakeShell shell = new FakeShell();
        assertTrue(Format.TEXT.display(shell.shell(), false).show(received("ann", NOT_TEXT)));
        assertEquals("ann: a\ufffd\\x00\n", shell.out());
    }

    @Test
    void rawIsTheBytesAndNothingElse() {
        FakeShell shell = new FakeShell();
        Display raw = Format.RAW.display(shell.shell(), false);
        assertTrue(raw.show(received("ann", NOT_TEXT)));
        assertTrue(raw.show(received("ann", NOT_TEXT)));
        assertArrayEquals(new byte[]{'a', (byte) 0xff, 0, 'a', (byte) 0xff, 0}, shell.outBytes());
    }

    @Test
    void jsonIsALineWithTextOrBase64() {
        FakeShell shell = new FakeShell();
        Display json = new JsonDisplay(shell.shell().out(), () -> Instant.parse("2026-01-02T03:04:05.678901Z"));
        assertTrue(json.show(received("a\"n\n", "é\n🌱".getBytes(StandardCharsets.UTF_8))));
        assertTrue(json.show(received("ann", NOT_TEXT)));
        assertEquals(
                """
                        {"uid":"a\\"n\\n","channel":"garden","cid":"0000002a","received":"2026-01-02T03:04:05.678Z","text":"é\\n🌱"}
                        {"uid":"ann","channel":"garden","cid":"0000002a","received":"2026-01-02T03:04:05.678Z","base64":"Yf8A"}
                        """,
                shell.out());
    }

    @Test
    void emptyMessagesShowInJsonOnly() {
        FakeShell shell = new FakeShell();
        assertFalse(Format.TEXT.display(shell.shell(), false).show(received("ann", new byte[0])));
        assertFalse(Format.RAW.display(shell.shell(), false).show(received("ann", new byte[0])));
        assertEquals("", shell.out());
        assertTrue(Format.JSON.display(shell.shell(), false).show(received("ann", new byte[0])));
        assertTrue(shell.out().endsWith(",\"text\":\"\"}\n"), shell.out());
    }

    @Test
    void textTellsWhichOfSeveralChannelsItIs() {
        FakeShell shell = new FakeShell();
        assertTrue(Format.TEXT.display(shell.shell(), true)
                .show(received("ann", "hi".getBytes(StandardCharsets.UTF_8))));
        assertEquals("[garden] ann: hi\n", shell.out());
    }

    private static String text(boolean terminal, String uid, String content) {
        FakeShell shell = new FakeShell(Map.of(), terminal);
        assertTrue(Format.TEXT.display(shell.shell(), false)
                .show(received(uid, content.getBytes(StandardCharsets.UTF_8))));
        return shell.out();
    }

    private static Received received(String uid, byte[] content) {
        Frame frame = Frame.of(new ConnectionId(42), 7, Message.of(uid, "garden", content));
        return new Received(uid, "garden", ByteBuffer.wrap(content), false, false, frame);
    }
}
