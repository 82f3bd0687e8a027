package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionIdTest {

    @Test
    void theLowHalfOfAKey() {
        assertEquals("df14727e", ConnectionId.of(0x53178fc6df14727eL).toString());
        assertEquals("00000000", ConnectionId.of(0xffff_ffff_0000_0000L).toString());
    }

    @Test
    void parsesWhatItPrints() {
        for (int value : new int[]{0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0xdf14727e}) {
            ConnectionId cid = new ConnectionId(value);
            assertEquals(cid, ConnectionId.parse(cid.toString()));
        }
        assertEquals(new ConnectionId(0xab), ConnectionId.parse("AB"));
    }

    @Test
    void nothingElseIsAnId() {
        for (String text : List.of("", "123456789", "0x12", "g", "-1", "+1", " 1", "1 ", "\u0661")) {
            assertThrows(IllegalArgumentException.class, () -> ConnectionId.parse(text), text);
        }
    }
}
