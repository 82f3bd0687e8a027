package mles.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import java.io.IOException;
import mles.protocol.CloseReason;
import org.junit.jupiter.api.Test;

class SocketErrorsTest {

    @Test
    void eachCauseHasItsReason() {
        assertEquals(CloseReason.LEFT, SocketErrors.reason(null, new IOException("Connection reset by peer")));
        assertEquals(CloseReason.UNRESPONSIVE, SocketErrors.reason(null, new IOException("Connection timed out")));
        assertEquals(CloseReason.TLS_FAILED,
                SocketErrors.reason(null, new TlsException("no shared cipher", new IOException())));
        assertEquals(CloseReason.MEMORY, SocketErrors.reason(null, new OutOfMemoryError("no direct memory")));
        assertEquals(CloseReason.BAD_FRAME, SocketErrors.reason(null, new PrematureChannelClosureException("cut")));
        assertEquals(CloseReason.BAD_FRAME,
                SocketErrors.reason(null, new DecoderException(new TooLongFrameException("a long line"))));
        assertEquals(CloseReason.MEMORY,
                SocketErrors.reason(null, new DecoderException(new OutOfMemoryError("no direct memory"))));
        assertEquals(CloseReason.INTERNAL, SocketErrors.reason(null, new DecoderException(new ClassCastException())));
        assertEquals(CloseReason.INTERNAL, SocketErrors.reason(null, new IllegalStateException("ours")));
    }
}
