package mles.server.transport;

import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import mles.protocol.CloseReason;

/** What the faults of sockets mean. */
public final class SocketFaults {
    private SocketFaults() {
    }

    /** Tells the handlers of a channel why {@code write} failed: a socket tells a fault once, and it may be there. */
    public static void pass(ChannelFuture write) {
        if (!write.isSuccess() && !(write.cause() instanceof ClosedChannelException)) {
            write.channel().pipeline().fireExceptionCaught(write.cause());
        }
    }

    /** {@return why a connection ended that met {@code cause}; what is no fault of sockets or memory is one of the server} */
    public static CloseReason reason(Throwable cause) {
        return switch (cause) {
            case EncryptionException fault -> CloseReason.TLS_FAILED;
            case IOException fault when String.valueOf(fault.getMessage()).contains("timed out") ->
                CloseReason.UNRESPONSIVE;
            case IOException fault -> CloseReason.LEFT;
            case OutOfMemoryError full -> CloseReason.MEMORY;
            default -> CloseReason.INTERNAL;
        };
    }
}
