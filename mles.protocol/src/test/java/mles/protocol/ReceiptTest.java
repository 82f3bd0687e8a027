package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptTest {
    private static final ConnectionId OWN = new ConnectionId(0xdf14727e);

    @Test
    void isTheHeaderOfAFrameThatNeverComes() {
        ByteBuffer bytes = new Receipt(OWN, 3).encode();
        assertEquals("4d000001df14727e0000000000000003", HexFormat.of().formatHex(copy(bytes)));
        FrameReader reader = new FrameReader(Header.MAX_PAYLOAD);
        List<Frame> frames = new ArrayList<>();
        reader.read(bytes, frames::add);
        assertEquals(List.of(), frames);
        assertEquals(new Receipt(OWN, 3), Receipt.read(reader.rest(), OWN));
    }

    @Test
    void nothingElseIsOne() {
        assertNull(Receipt.read(ByteBuffer.allocate(0), OWN));
        assertNull(Receipt.read(new Receipt(new ConnectionId(1), 3).encode(), OWN));
        assertNull(Receipt.read(ByteBuffer.allocate(Header.SIZE + 1), OWN));
        ByteBuffer another = new Receipt(OWN, 3).encode();
        assertNull(Receipt.read(another.put(3, (byte) 2), OWN));
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }
}
