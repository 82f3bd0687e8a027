package mles.server.transport;

import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.CodecException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Locale;
import mles.protocol.CloseReason;
import mles.server.spi.BoundedLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Meaning of the errors of sockets. */
public final class SocketErrors {
    private static final Logger LOG = LoggerFactory.getLogger(SocketErrors.class);
    private static final BoundedLog FAULTS = new BoundedLog(Duration.ZERO, Duration.ofSeconds(10));

    private SocketErrors() {
    }

    /** Tells the handlers of a channel why {@code write} failed: a socket tells a fault once, and it may be there. */
    public static void pass(ChannelFuture write) {
        if (!write.isSuccess() && !(write.cause() instanceof ClosedChannelException)) {
            write.channel().pipeline().fireExceptionCaught(write.cause());
        }
    }

    /** {@return the words of the system} Netty puts its call and the number of the error before them. */
    public static String words(Throwable fault) {
        String words = String.valueOf(fault.getMessage())
                .replaceFirst("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ", "");
        return words.isEmpty() ? words : words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
    }

    /**
     * {@return why a connection ended that met {@code cause}} What is no fault of sockets, codecs or memory is one of the
     * server, and told in the log.
     *
     * @param remote the other side; null when it is gone
     */
    public static CloseReason reason(@Nullable SocketAddress remote, Throwable cause) {
        return switch (cause) {
            case TlsException fault -> CloseReason.TLS_FAILED;
            case IOException fault when String.valueOf(fault.getMessage()).contains("timed out") ->
                CloseReason.UNRESPONSIVE;
            case IOException fault -> CloseReason.LEFT;
            case OutOfMemoryError full -> CloseReason.MEMORY;
            case CodecException wrapper when wrapper.getCause() != null -> reason(remote, wrapper.getCause());
            // Bytes that a codec refuses, or an end in the middle of them.
            case CodecException bad -> CloseReason.BAD_FRAME;
            default -> {
                FAULTS.add(cause.getClass(), count -> LOG
                        .error("internal: a fault of the server ended connections, connections={}, one={}", count,
                                remote, cause));
                yield CloseReason.INTERNAL;
            }
        };
    }
}
