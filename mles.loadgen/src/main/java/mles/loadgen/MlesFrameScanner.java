package mles.loadgen;

import java.nio.ByteBuffer;
import mles.protocol.Fault;
import mles.protocol.FrameScanner;
import mles.protocol.Header;
import mles.protocol.ProtocolException;

/** Frames of the protocol. For one thread. */
final class MlesFrameScanner implements FrameCodec.Scan {
    private final FrameScanner scanner = new FrameScanner();

    @Override
    public int scan(ByteBuffer in) {
        return scanner.scan(in, Header.MAX_PAYLOAD);
    }

    @Override
    public int sizeAt(ByteBuffer in, int at) {
        return Header.frameSize(in, at);
    }

    @Override
    public int pendingSize() {
        return scanner.pendingSize();
    }

    @Override
    public void check() {
        Fault fault = scanner.fault();
        if (fault != null) {
            throw new ProtocolException(fault, scanner.detail());
        }
    }
}
