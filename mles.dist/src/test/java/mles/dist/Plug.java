package mles.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** The client's end of a TCP connection, whatever is spoken on it. Faults that no test expects are unchecked. */
final class Plug implements AutoCloseable {
    private final Socket socket;

    /** Connects. */
    Plug(InetSocketAddress server) {
        this(server, new Socket());
    }

    /** @param socket not connected yet */
    Plug(InetSocketAddress server, Socket socket) {
        this.socket = socket;
        try {
            socket.setTcpNoDelay(true);
            socket.connect(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        patience(Await.DEADLINE);
    }

    /** Sets how long a read waits for bytes. */
    void patience(Duration most) {
        try {
            socket.setSoTimeout((int) most.toMillis());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    void send(byte... out) {
        try {
            socket.getOutputStream().write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** FIN; reading goes on. */
    void fin() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return how many bytes came into {@code chunk} at {@code at}; -1 is the end, FIN or RST (SPEC 3.5)} */
    int read(byte[] chunk, int at, int most) {
        try {
            return socket.getInputStream().read(chunk, at, most);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came in time", e);
        } catch (SocketException e) {
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RST. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
