package mles.dist.server;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import mles.dist.console.Console;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the state of this process to systemd (sd_notify); does nothing without NOTIFY_SOCKET. Thread-safe.
 */
final class SystemdNotifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SystemdNotifier.class);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("watchdog").unstarted(task));
    private final @Nullable String socket;
    private final Duration patience;

    private SystemdNotifier(@Nullable String socket, Duration patience) {
        this.socket = socket;
        this.patience = patience;
    }

    /** {@return the one that the environment names} */
    static SystemdNotifier of(Console console) {
        String micros = console.variable("WATCHDOG_USEC");
        Duration patience = micros == null ? Duration.ZERO : Duration.ofNanos(1000 * Long.parseLong(micros));
        return new SystemdNotifier(console.variable("NOTIFY_SOCKET"), patience);
    }

    /** All is ready; from now on it is told now and then that all is well, for as long as {@code well} says so. */
    void ready(BooleanSupplier well) {
        tell("READY=1");
        if (socket != null && patience.isPositive()) {
            long every = patience.toNanos() / 2;
            clock.scheduleAtFixedRate(() -> {
                if (well.getAsBoolean()) {
                    tell("WATCHDOG=1");
                }
            }, every, every, TimeUnit.NANOSECONDS);
        }
    }

    /** The end has begun, and may take some time. */
    void stopping() {
        tell("STOPPING=1");
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private void tell(String state) {
        if (socket == null) {
            return;
        }
        if (!Epoll.isAvailable()) {
            LOG.warn("systemd-failed: the service manager cannot be told, state={}, cause=no native sockets here",
                    state);
            return;
        }
        // A name that begins with @ is none of the file system's.
        String path = socket.startsWith("@") ? '\0' + socket.substring(1) : socket;
        ByteBuffer text = ByteBuffer.allocateDirect(state.length()).put(state.getBytes(StandardCharsets.US_ASCII));
        Socket to = Socket.newSocketDomainDgram();
        try {
            to.connect(new DomainSocketAddress(path));
            to.write(text, 0, text.capacity());
        } catch (IOException e) {
            LOG.warn("systemd-failed: the service manager cannot be told, state={}, cause={}", state, e.getMessage());
        } finally {
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("a socket cannot be closed", e);
        }
    }
}
