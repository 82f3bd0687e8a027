package mles.server.transport;

import java.io.IOException;
import mles.protocol.CloseReason;

/** What the faults of sockets mean. */
public final class SocketFaults {
    private SocketFaults() {
    }

    /** {@return why a connection ended that met {@code fault}} */
    public static CloseReason reason(IOException fault) {
        if (fault instanceof EncryptionException) {
            return CloseReason.TLS_FAILED;
        }
        return String.valueOf(fault.getMessage()).contains("timed out") ? CloseReason.UNRESPONSIVE : CloseReason.LEFT;
    }
}
