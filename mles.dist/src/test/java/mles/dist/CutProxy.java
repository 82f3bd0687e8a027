package mles.dist;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A cable that can be cut: forwards connections to a server, and loses what is under way when told to. */
public final class CutProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private volatile InetSocketAddress target;
    private volatile boolean connected = true;
    private final Flow up = new Flow();
    private final Flow down = new Flow();

    public CutProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::accept);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Connections to come go there. */
    void target(InetSocketAddress server) {
        target = server;
    }

    /** Ends all connections by RST, and takes none before {@link #mend}. */
    public void cut() {
        connected = false;
        drop();
    }

    /** Ends all connections by RST. */
    void drop() {
        sockets.forEach(CutProxy::reset);
    }

    /** Forwards nothing any more, and says nothing of it. */
    public void stall() {
        stallUp();
        stallDown();
    }

    /** Forwards nothing to the server any more, and says nothing of it. */
    void stallUp() {
        up.set(false);
    }

    /** Forwards nothing to the client any more, and says nothing of it. */
    void stallDown() {
        down.set(false);
    }

    /** Ends the client's side of all connections by RST; the server does not hear of it before {@link #deliverLate}. */
    void dropClients() {
        clients.forEach(CutProxy::reset);
    }

    /** Forwards again, also what is still under way of connections that clients have lost. */
    void deliverLate() {
        up.set(true);
        down.set(true);
    }

    /** Takes and forwards again; what was under way is lost. */
    public void mend() {
        drop();
        deliverLate();
        connected = true;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        drop();
        deliverLate();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.startVirtualThread(() -> forward(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void forward(Socket client) {
        Socket server = new Socket();
        sockets.add(client);
        sockets.add(server);
        clients.add(client);
        try {
            if (!connected) {
                throw new IOException("cut");
            }
            server.connect(target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread back = Thread.startVirtualThread(() -> pump(server, client, down));
            pump(client, server, up);
            back.join();
        } catch (IOException | InterruptedException e) {
            // as good as cut
        } finally {
            reset(client);
            reset(server);
            sockets.remove(client);
            clients.remove(client);
            sockets.remove(server);
        }
    }

    private static void pump(Socket from, Socket to, Flow flow) {
        byte[] chunk = new byte[1 << 14];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                flow.await();
                out.write(chunk, 0, count);
            }
            to.shutdownOutput();
        } catch (IOException | InterruptedException e) {
            reset(from);
            reset(to);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // closed already
        }
    }

    /** One direction, which may be stopped. */
    private static final class Flow {
        private boolean flowing = true;

        synchronized void set(boolean now) {
            flowing = now;
            notifyAll();
        }

        synchronized void await() throws InterruptedException {
            while (!flowing) {
                wait();
            }
        }
    }
}
