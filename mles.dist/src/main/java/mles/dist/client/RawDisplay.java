package mles.dist.client;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import mles.client.Received;

/** The bytes of each message, one behind the other. */
final class RawDisplay implements Display {
    private final PrintStream out;

    RawDisplay(PrintStream out) {
        this.out = out;
    }

    @Override
    public boolean show(Received received) {
        if (received.isEmpty()) {
            return false;
        }
        ByteBuffer payload = received.payload();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        out.write(bytes, 0, bytes.length);
        return true;
    }
}
