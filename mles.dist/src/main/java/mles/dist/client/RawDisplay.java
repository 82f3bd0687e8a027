package mles.dist.client;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import mles.client.Received;
import mles.client.Sealing;

/**
 * The bytes of each message, one behind the other. Where messages are sealed, those that were not, or cannot be opened, are
 * told as errors only.
 */
final class RawDisplay implements Display {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean sealed;

    RawDisplay(PrintStream out, PrintStream err, boolean sealed) {
        this.out = out;
        this.err = err;
        this.sealed = sealed;
    }

    @Override
    public boolean show(Received received) {
        if (received.isEmpty()) {
            return false;
        }
        if (sealed && received.sealing() != Sealing.OPENED) {
            err.println(VisibleText.of("message of " + received.uid() + ": expected one sealed with this secret, was "
                    + (received.sealing() == Sealing.NONE ? "not sealed" : "not to be opened")));
            return false;
        }
        ByteBuffer payload = received.payload();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        out.write(bytes, 0, bytes.length);
        return true;
    }
}
