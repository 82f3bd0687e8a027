package mles.dist.server;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import mles.dist.Await;

/** The socket that a service manager listens on. */
public final class NotifySocket implements AutoCloseable {
    private final Socket socket;

    public NotifySocket(Path path) throws IOException {
        Epoll.ensureAvailability();
        socket = Socket.newSocketDomainDgram();
        socket.bind(new DomainSocketAddress(path.toFile()));
    }

    /** Waits for exactly that. */
    public void await(String state) {
        StringBuilder seen = new StringBuilder();
        Await.until(state + " is told", () -> state.contentEquals(next(seen)));
    }

    private StringBuilder next(StringBuilder seen) {
        try {
            ByteBuffer text = ByteBuffer.allocateDirect(100);
            int size = socket.read(text, 0, text.capacity());
            if (size > 0) {
                byte[] bytes = new byte[size];
                text.get(0, bytes);
                seen.replace(0, seen.length(), new String(bytes, StandardCharsets.US_ASCII));
            }
            return seen;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
