package mles.dist;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import mles.protocol.FrameReader;
import mles.protocol.Header;
import mles.protocol.Message;
import org.jspecify.annotations.Nullable;

/** Publishes numbers on one channel, and remembers the numbers that others publish. Comes back when its server does. */
final class TreeClient implements AutoCloseable {
    private static final String END = "end";

    private final Map<String, List<Integer>> heard = new ConcurrentHashMap<>();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private final InetSocketAddress server;
    private final String uid;
    private final String channel;
    private final boolean mortal;
    private volatile @Nullable Socket socket;
    private volatile boolean closed;
    private int published;

    TreeClient(InetSocketAddress server, String uid, String channel, boolean mortal) {
        this.server = server;
        this.uid = uid;
        this.channel = channel;
        this.mortal = mortal;
        Thread.startVirtualThread(this::run);
    }

    String uid() {
        return uid;
    }

    /** {@return whether its server may be restarted} */
    boolean isMortal() {
        return mortal;
    }

    boolean isConnected() {
        return socket != null;
    }

    synchronized int published() {
        return published;
    }

    /** {@return the numbers heard of {@code author}, in order} */
    List<Integer> heardOf(String author) {
        return List.copyOf(heard.getOrDefault(author, List.of()));
    }

    /** {@return of whom it has not heard the end} */
    Set<String> missing(int clients) {
        Set<String> missing = new TreeSet<>();
        for (int i = 0; i < clients; i++) {
            missing.add("n" + i);
        }
        missing.removeAll(ended);
        missing.remove(uid);
        return missing;
    }

    synchronized void publish() {
        if (send(Integer.toString(published))) {
            published++;
        }
    }

    void end() {
        if (!send(END)) {
            throw new AssertionError(this + " cannot say that it ends");
        }
    }

    @Override
    public void close() {
        closed = true;
        drop(socket);
    }

    @Override
    public String toString() {
        return uid + "/" + channel;
    }

    private boolean send(String text) {
        Socket open = socket;
        if (open == null) {
            return false;
        }
        try {
            open.getOutputStream().write(Frames.bytes(Frames.message(uid, channel, text)));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void run() {
        while (!closed) {
            Socket open = new Socket();
            try {
                open.connect(server);
                open.setTcpNoDelay(true);
                open.getOutputStream().write(Frames.bytes(Frames.message(uid, channel, "")));
                socket = open;
                read(open.getInputStream());
            } catch (IOException e) {
                LockSupport.parkNanos(20_000_000);
            } finally {
                socket = null;
                drop(open);
            }
        }
    }

    private void read(InputStream in) throws IOException {
        FrameReader reader = new FrameReader(Header.MAX_PAYLOAD);
        byte[] chunk = new byte[1 << 16];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            reader.read(ByteBuffer.wrap(chunk, 0, count), frame -> take(Message.decode(frame.payload())));
        }
    }

    private void take(Message message) {
        String text = message.text();
        if (text.equals(END)) {
            ended.add(message.uid());
        } else if (!text.isEmpty()) {
            heard.computeIfAbsent(message.uid(), author -> Collections.synchronizedList(new ArrayList<>()))
                    .add(Integer.valueOf(text));
        }
    }

    private static void drop(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // closed already
        }
    }
}
