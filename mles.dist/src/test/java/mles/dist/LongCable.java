package mles.dist;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** A way to a server that takes its time in each direction, for bytes and for the end of them. */
final class LongCable implements AutoCloseable {
    private static final int CHUNK = 1 << 14;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final long delay;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    LongCable(InetSocketAddress target, Duration delay) throws IOException {
        this.target = target;
        this.delay = delay.toNanos();
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::accept);
    }

    /** Bytes that are under way; none of them are the end. */
    private record Piece(ByteBuffer bytes, long due) {
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                Socket far = new Socket();
                sockets.add(near);
                sockets.add(far);
                far.connect(target);
                connect(near, far);
                connect(far, near);
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void connect(Socket from, Socket to) {
        BlockingQueue<Piece> underWay = new LinkedBlockingQueue<>();
        Thread.startVirtualThread(() -> take(from, underWay));
        Thread.startVirtualThread(() -> bring(underWay, to));
    }

    /** An end by RST is one like another: that is what many a relay makes of it. */
    private void take(Socket from, BlockingQueue<Piece> underWay) {
        byte[] chunk = new byte[CHUNK];
        int count = 0;
        while (count >= 0) {
            try {
                count = from.getInputStream().read(chunk);
            } catch (IOException e) {
                count = -1;
            }
            underWay.add(
                    new Piece(ByteBuffer.wrap(Arrays.copyOf(chunk, Math.max(count, 0))), System.nanoTime() + delay));
        }
    }

    private static void bring(BlockingQueue<Piece> underWay, Socket to) {
        try {
            while (true) {
                Piece piece = underWay.take();
                for (long left = piece.due - System.nanoTime(); left > 0; left = piece.due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                if (!piece.bytes.hasRemaining()) {
                    to.shutdownOutput();
                    return;
                }
                byte[] bytes = new byte[piece.bytes.remaining()];
                piece.bytes.get(bytes);
                to.getOutputStream().write(bytes);
            }
        } catch (IOException | InterruptedException e) {
            // the other side went first
        }
    }
}
