package mles.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mles.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * One TCP or TLS connection that is open. One thread reads, one writes, any may close. Only threads of the client come in
 * here: an interrupt of a virtual thread inside a socket would close it.
 */
final class Connection {
    private static final int CHUNK = 16 * 1024;
    private static final int END = -1;
    /** Bytes older than that show at one look at least, unless they are acknowledged. */
    private static final long LATELY_NANOS = TimeUnit.MILLISECONDS.toNanos(2 * AckWatch.LOOK_MILLIS);

    private final Socket transport;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] incoming = new byte[CHUNK];
    private final byte[] outgoing = new byte[CHUNK];
    private final Duration way;
    private final CountDownLatch closed = new CountDownLatch(1);
    private int early;
    private volatile long wroteAt = System.nanoTime();
    private volatile boolean writing;
    private volatile boolean dead;

    /**
     * @param transport the TCP socket
     * @param socket    the same, or the TLS socket around it
     * @param way       how long it took to connect: a round trip, or more
     */
    Connection(Socket transport, Socket socket, Duration way) throws IOException {
        this.transport = transport;
        this.socket = socket;
        this.way = way;
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** {@return this end, as it is hashed in address mode} */
    InetSocketAddress local() {
        return (InetSocketAddress) transport.getLocalSocketAddress();
    }

    private InetSocketAddress remote() {
        return (InetSocketAddress) transport.getRemoteSocketAddress();
    }

    /** {@return the time in which a refusal comes: {@code settle}, and as long as an answer is under way} */
    Duration refusal(Duration settle) {
        return settle.plus(way);
    }

    /** {@return whether the join counts as accepted: a byte came, or the connection stayed open until no refusal comes} */
    boolean join(Frame first, Duration settle) {
        try {
            write(List.of(first));
            early = read((int) Math.min(refusal(settle).toMillis(), Integer.MAX_VALUE));
            return early != END;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * {@return the bytes received, valid until the next call; empty when none came in time, null at the end of the stream}
     *
     * @param millis the longest wait, 0 for ever
     */
    @Nullable
    ByteBuffer receive(int millis) throws IOException {
        int count = early;
        early = 0;
        if (count == 0) {
            count = read(millis);
        }
        return count == END ? null : ByteBuffer.wrap(incoming, 0, count);
    }

    /** Closes the connection when the server does not acknowledge what was written; returns when it is closed. */
    void watch() {
        InetSocketAddress local = local();
        InetSocketAddress remote = remote();
        AckWatch watch = new AckWatch();
        int retransmissions = 0;
        while (!isClosedAfter(AckWatch.LOOK_MILLIS)) {
            if (retransmissions > 0 || writing || System.nanoTime() - wroteAt < LATELY_NANOS) {
                retransmissions = TcpTable.retransmissions(local, remote);
                if (watch.isDead(retransmissions)) {
                    dead = true;
                    close();
                }
            }
        }
    }

    private boolean isClosedAfter(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private int read(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return in.read(incoming);
        } catch (SocketTimeoutException e) {
            return 0;
        } catch (SocketException e) {
            throw dead || isTimeout(e) ? unanswered(e) : e;
        }
    }

    /** Of keepalive probes, too, there is no other sign than the words: the same exception tells of a reset. */
    private static boolean isTimeout(SocketException e) {
        return String.valueOf(e.getMessage()).contains("timed out");
    }

    private static IOException unanswered(Exception cause) {
        SocketTimeoutException timeout = new SocketTimeoutException("what was sent is not acknowledged");
        timeout.initCause(cause);
        return timeout;
    }

    void write(List<Frame> frames) throws IOException {
        writing = true;
        wroteAt = System.nanoTime();
        try {
            writeAll(frames);
        } finally {
            writing = false;
        }
    }

    private void writeAll(List<Frame> frames) throws IOException {
        ByteBuffer chunk = ByteBuffer.wrap(outgoing);
        for (Frame frame : frames) {
            ByteBuffer bytes = frame.bytes();
            while (bytes.hasRemaining()) {
                int count = Math.min(bytes.remaining(), chunk.remaining());
                chunk.put(bytes.slice(bytes.position(), count));
                bytes.position(bytes.position() + count);
                if (!chunk.hasRemaining()) {
                    out.write(outgoing);
                    chunk.clear();
                }
            }
        }
        out.write(outgoing, 0, chunk.position());
    }

    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes at once, also while others read and write: a TLS socket would wait for its writer, so it is passed by. */
    void close() {
        closed.countDown();
        try {
            transport.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }
}
