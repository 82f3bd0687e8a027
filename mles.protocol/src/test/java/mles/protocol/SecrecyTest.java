package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is printed never shows a key or a payload. */
class SecrecyTest {
    private static final String SECRET = "swordfish";

    @Test
    void credentialsNameTheirKindOnly() {
        assertEquals("shared key", Credentials.of(SECRET, SECRET).toString());
        assertEquals("address with key", Credentials.of("", SECRET).toString());
        assertEquals("address", Credentials.of(null, "").toString());
        assertEquals("address", Credentials.none().toString());
    }

    @Test
    void credentialsKnowWhatTheyHave() {
        assertTrue(Credentials.none().addressMode());
        assertFalse(Credentials.none().hasSecret());
        assertTrue(Credentials.of(null, SECRET).addressMode());
        assertTrue(Credentials.of(null, SECRET).hasSecret());
        assertFalse(Credentials.of(SECRET, null).addressMode());
        assertTrue(Credentials.of(SECRET, null).hasSecret());
    }

    @Test
    void valuesTellTheirSizeOnly() {
        Message message = Message.of(SECRET, SECRET, SECRET);
        Frame frame = Frame.of(new ConnectionId(1), 0x1234_5678_9abc_def0L, message);
        assertEquals("Message[9 bytes]", message.toString());
        assertEquals("Frame[67 bytes, cid 00000001]", frame.toString());
        assertEquals("Header[51 bytes, cid 00000001]", Header.read(frame.bytes(), 0).toString());
        assertEquals("Resync[1 items]", Resync.of(List.of(frame)).toString());
    }

    @Test
    void faultsDoNotQuoteThePayload() {
        String utf8 = HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.UTF_8));
        List<String> bad = List.of("a3", "a1" + "69" + utf8 + "00", "83" + "69" + utf8 + "69" + utf8 + "00",
                "69" + utf8, "69" + utf8 + "00", "a1ff", "a1" + "69" + utf8 + "1c", "c1".repeat(128) + "00",
                "a2" + "0069" + utf8 + "0069" + utf8, "a1" + "00" + "6a" + utf8 + "ff", "84" + "00000000",
                "8369" + utf8 + "606000",
                "a1" + "00" + "81" + "a1" + "00" + "49" + utf8);
        Set<Fault> seen = EnumSet.noneOf(Fault.class);
        for (String hex : bad) {
            ProtocolException e = assertThrows(ProtocolException.class,
                    () -> FirstPayload.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))), hex);
            seen.add(e.fault());
            assertHidden(e);
        }
        assertEquals(EnumSet.range(Fault.TRUNCATED, Fault.BAD_RESYNC_ITEM), seen);
    }

    @Test
    void faultsOfStringsDoNotQuoteThem() {
        String half = SECRET + "\ud83d";
        assertHidden(assertThrows(ProtocolException.class, () -> Credentials.of(half, null)));
        assertHidden(assertThrows(ProtocolException.class, () -> Credentials.of(null, half)));
        assertHidden(assertThrows(ProtocolException.class, () -> Message.of(half, SECRET, SECRET).encode()));
    }

    @Test
    void faultsOfHeadersDoNotQuoteTheKey() {
        ByteBuffer header = ByteBuffer.allocate(16).putLong(8, 0x1234_5678_9abc_def0L);
        for (int first : new int[]{0, 'M' << 24, 'M' << 24 | 5}) {
            header.putInt(0, first);
            String message = assertThrows(ProtocolException.class, () -> Frame.copyOf(header)).getMessage();
            assertFalse(String.valueOf(message).toLowerCase(Locale.ROOT).contains("12345678"), message);
        }
    }

    private static void assertHidden(ProtocolException e) {
        assertFalse(String.valueOf(e.getMessage()).contains(SECRET), e.getMessage());
        assertEquals(null, e.getCause());
    }
}
