package mles.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import javax.net.ServerSocketFactory;

/** A server that does only what the test tells it to, one connection at a time. */
final class FakeServer implements AutoCloseable {
    private final ServerSocket listener;

    FakeServer() {
        this(ServerSocketFactory.getDefault());
    }

    FakeServer(ServerSocketFactory sockets) {
        try {
            listener = sockets.createServerSocket(0, 50, InetAddress.getByAddress(new byte[]{127, 0, 0, 1}));
            listener.setSoTimeout((int) Await.DEADLINE.toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    FakeMember accept() {
        try {
            return new FakeMember(listener.accept());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Accepts connections in the background and closes each after its first frame. */
    CompletableFuture<Integer> refuse(int count) {
        return Await.async(() -> {
            for (int i = 0; i < count; i++) {
                FakeMember member = accept();
                member.next();
                member.fin();
            }
            return count;
        });
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
