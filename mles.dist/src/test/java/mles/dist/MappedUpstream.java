package mles.dist;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import mles.protocol.Credentials;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import mles.protocol.Resync;

/**
 * An upstream server like the reference on {@code [::]} in address mode is to an IPv4 client (SPEC 3.4, 5.5), for one channel: it
 * knows mapped addresses only, and of a resync it stores no more than item 0 where it has history.
 */
final class MappedUpstream implements AutoCloseable {
    private static final Credentials CREDENTIALS = Credentials.of(null, null);

    private final List<ByteBuffer> history = new CopyOnWriteArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    MappedUpstream(ByteBuffer stored) throws IOException {
        history.add(stored);
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    int refused() {
        return refused.get();
    }

    List<String> texts() {
        return history.stream().map(frame -> message(frame).text()).filter(text -> !text.isEmpty()).toList();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket link = listener.accept();
                Thread.startVirtualThread(() -> serve(link));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket link) {
        try (link) {
            DataInputStream in = new DataInputStream(link.getInputStream());
            ByteBuffer join = read(in);
            ByteBuffer first = isResync(join) ? Resync.decode(payload(join)).items().getFirst() : join;
            Message message = message(first);
            InetSocketAddress remote = (InetSocketAddress) link.getRemoteSocketAddress();
            if (Header.key(first, 0) != CREDENTIALS.mappedKey(remote, message.uid(), message.channel())) {
                refused.incrementAndGet();
                return;
            }
            for (ByteBuffer frame : history) {
                link.getOutputStream().write(bytes(frame));
            }
            history.add(first);
            while (true) {
                history.add(read(in));
            }
        } catch (IOException e) {
            // the link is gone
        }
    }

    private static ByteBuffer read(DataInputStream in) throws IOException {
        byte[] header = in.readNBytes(Header.SIZE);
        if (header.length < Header.SIZE) {
            throw new IOException("no more");
        }
        byte[] frame = Arrays.copyOf(header, Header.frameSize(ByteBuffer.wrap(header), 0));
        in.readFully(frame, Header.SIZE, frame.length - Header.SIZE);
        return ByteBuffer.wrap(frame);
    }

    private static byte[] bytes(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(frame.position(), bytes);
        return bytes;
    }

    private static boolean isResync(ByteBuffer frame) {
        try {
            return !Resync.decode(payload(frame)).items().isEmpty();
        } catch (ProtocolException e) {
            return false;
        }
    }

    private static Message message(ByteBuffer frame) {
        return Message.decode(payload(frame));
    }

    private static ByteBuffer payload(ByteBuffer frame) {
        return frame.slice(Header.SIZE, frame.limit() - Header.SIZE);
    }
}
