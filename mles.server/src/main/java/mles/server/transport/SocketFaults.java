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

    /** {@return why a connection ended that met {@code fault}} */
    public static CloseReason reason(IOException fault) {
        if (fault instanceof EncryptionException) {
            return CloseReason.TLS_FAILED;
        }
        return String.valueOf(fault.getMessage()).contains("timed out") ? CloseReason.UNRESPONSIVE : CloseReason.LEFT;
    }
}
