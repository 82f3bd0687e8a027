package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HeaderTest {
    private static final ConnectionId CID = new ConnectionId(0x0102_0304);

    @Test
    void lengthsInRange() {
        assertEquals(1, new Header(1, CID, 0).length());
        assertEquals(16_777_215, new Header(16_777_215, CID, 0).length());
    }

    @Test
    void lengthsOutOfRange() {
        assertEquals(Fault.EMPTY_PAYLOAD, fault(() -> new Header(0, CID, 0)));
        assertEquals(Fault.TOO_LARGE, fault(() -> new Header(16_777_216, CID, 0)));
        assertEquals(Fault.TOO_LARGE, fault(() -> new Header(-1, CID, 0)));
        assertEquals(Fault.TOO_LARGE, fault(() -> new Header(Integer.MIN_VALUE, CID, 0)));
    }

    @Test
    void standsAnywhereInABuffer() {
        ByteBuffer buffer = ByteBuffer.allocate(Header.SIZE + 7).position(3);
        Header header = new Header(0xabcdef, CID, 0x1122_3344_5566_7788L);
        header.write(buffer);
        assertEquals(3 + Header.SIZE, buffer.position());
        assertEquals("0000004dabcdef01020304112233445566778800000000", HexFormat.of().formatHex(buffer.array()));
        assertEquals(header, Header.read(buffer, 3));
        assertEquals(0xabcdef, Header.payloadLength(buffer, 3));
        assertEquals(CID, Header.cid(buffer, 3));
        assertEquals(0x1122_3344_5566_7788L, Header.key(buffer, 3));
    }

    @Test
    void saysWhatIsWrong() {
        assertEquals(Fault.BAD_TYPE, fault(() -> Header.read(ByteBuffer.allocate(16), 0)));
        assertEquals(Fault.TRUNCATED, fault(() -> Header.read(ByteBuffer.allocate(16), 1)));
        assertEquals(Fault.EMPTY_PAYLOAD, fault(() -> Header.read(ByteBuffer.allocate(16).put(0, Header.TYPE), 0)));
    }

    private static Fault fault(Runnable code) {
        return assertThrows(ProtocolException.class, code::run).fault();
    }
}
