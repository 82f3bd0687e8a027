package mles.loadgen;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mles.protocol.Frame;
import mles.protocol.FrameReader;
import mles.protocol.Header;
import mles.protocol.Message;

/** Passes frames on, without history, and does to measured messages what it was told. */
final class LyingServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Lie lie;
    // Guarded by this.
    private final Map<String, List<Socket>> channels = new HashMap<>();

    /** The fate of a message: all frames to send instead of it. */
    interface Lie {
        List<Frame> instead(Frame message);
    }

    LyingServer(Lie lie) throws IOException {
        this.lie = lie;
        listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::listen);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    private void listen() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            FrameReader reader = new FrameReader(Header.MAX_PAYLOAD);
            byte[] piece = new byte[1 << 14];
            InputStream in = socket.getInputStream();
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                reader.read(ByteBuffer.wrap(piece, 0, count), frame -> pass(socket, frame));
            }
        } catch (IOException closed) {
            // One member less.
        }
    }

    private synchronized void pass(Socket from, Frame frame) {
        Message message = Message.decode(frame.payload());
        List<Socket> members = channels.computeIfAbsent(message.channel(), unused -> new ArrayList<>());
        if (!members.contains(from)) {
            members.add(from);
        }
        List<Frame> frames = message.payload().hasRemaining() ? lie.instead(frame) : List.of(frame);
        for (Socket member : members) {
            for (Frame each : member.equals(from) ? List.<Frame>of() : frames) {
                send(member, each);
            }
        }
    }

    private static void send(Socket member, Frame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.bytes().get(bytes);
        try {
            member.getOutputStream().write(bytes);
        } catch (IOException gone) {
            // Its own thread sees that, too.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
