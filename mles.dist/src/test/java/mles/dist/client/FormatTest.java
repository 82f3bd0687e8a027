package mles.dist.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mles.client.Received;
import mles.client.Sealing;
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
        assertTrue(Format.TEXT.display(shell.shell(), false, false).show(received("ann", NOT_TEXT)));
        assertEquals("ann: a\ufffd\\x00\n", shell.out());
    }

    @Test
    void rawIsTheBytesAndNothingElse() {
        FakeShell shell = new FakeShell();
        Display raw = Format.RAW.display(shell.shell(), false, false);
        assertTrue(raw.show(received("ann", NOT_TEXT)));
        assertTrue(raw.show(received("ann", NOT_TEXT)));
        assertArrayEquals(new byte[]{'a', (byte) 0xff, 0, 'a', (byte) 0xff, 0}, shell.outBytes());
    }

    @Test
    void whatIsNotSealedIsMarkedWhereMessagesAre() {
        Received bare = received("ann", "hi".getBytes(StandardCharsets.UTF_8));
        FakeShell shell = new FakeShell();
        Display text = Format.TEXT.display(shell.shell(), false, true);
        assertTrue(text.show(bare));
        assertTrue(text.show(sealed(bare, Sealing.OPENED)));
        assertTrue(text.show(sealed(bare, Sealing.UNREADABLE)));
        assertEquals("ann: [not sealed] hi\nann: hi\nann: [sealed, cannot be opened]\n", shell.out());
    }

    @Test
    void rawIsOfThisSecretOrNothing() {
        Received bare = received("a\nnn", "hi".getBytes(StandardCharsets.UTF_8));
        FakeShell shell = new FakeShell();
        Display raw = Format.RAW.display(shell.shell(), false, true);
        assertFalse(raw.show(bare));
        assertFalse(raw.show(sealed(bare, Sealing.UNREADABLE)));
        assertTrue(raw.show(sealed(bare, Sealing.OPENED)));
        assertEquals("hi", shell.out());
        assertEquals("""
                message of a\\nnn: expected one sealed with this secret, was not sealed
                message of a\\nnn: expected one sealed with this secret, was not to be opened
                """, shell.err());
    }

    @Test
    void jsonTellsWhetherAMessageWasSealed() {
        Received bare = received("ann", "hi".getBytes(StandardCharsets.UTF_8));
        FakeShell shell = new FakeShell();
        Display json = Format.JSON.display(shell.shell(), false, true);
        json.show(bare);
        json.show(sealed(bare, Sealing.OPENED));
        json.show(sealed(bare, Sealing.UNREADABLE));
        List<String> lines = shell.out().lines().toList();
        assertFalse(lines.get(0).contains("sealed"));
        assertTrue(lines.get(1).contains("\"sealed\":\"opened\",\"text\":\"hi\""), lines.get(1));
        assertTrue(lines.get(2).contains("\"sealed\":\"unreadable\""), lines.get(2));
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
        assertFalse(Format.TEXT.display(shell.shell(), false, false).show(received("ann", new byte[0])));
        assertFalse(Format.RAW.display(shell.shell(), false, false).show(received("ann", new byte[0])));
        assertEquals("", shell.out());
        assertTrue(Format.JSON.display(shell.shell(), false, false).show(received("ann", new byte[0])));
        assertTrue(shell.out().endsWith(",\"text\":\"\"}\n"), shell.out());
    }

    @Test
    void textTellsWhichOfSeveralChannelsItIs() {
        FakeShell shell = new FakeShell();
        assertTrue(Format.TEXT.display(shell.shell(), true, false)
                .show(received("ann", "hi".getBytes(StandardCharsets.UTF_8))));
        assertEquals("[garden] ann: hi\n", shell.out());
    }

    private static String text(boolean terminal, String uid, String content) {
        FakeShell shell = new FakeShell(Map.of(), terminal);
        assertTrue(Format.TEXT.display(shell.shell(), false, false)
                .show(received(uid, content.getBytes(StandardCharsets.UTF_8))));
        return shell.out();
    }

    private static Received sealed(Received bare, Sealing sealing) {
        return new Received(bare.uid(), bare.channel(), bare.payload(), sealing, false, false, bare.frame());
    }

    private static Received received(String uid, byte[] content) {
        Frame frame = Frame.of(new ConnectionId(42), 7, Message.of(uid, "garden", content));
        return new Received(uid, "garden", ByteBuffer.wrap(content), Sealing.NONE, false, false,
                frame);
    }
}
