package mles.loadgen;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import mles.client.UnreachableException;
import mles.protocol.AddressText;
import mles.protocol.Credentials;
import mles.protocol.Message;
import org.jspecify.annotations.Nullable;

/** The server under test, and how to become a member there. Immutable. */
public final class Target {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int PROBE_MILLIS = 500;
    private static final int PROBES = 20;
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final TargetAddress server;
    private final Credentials credentials;
    private final InetSocketAddress address;
    private final boolean mapped;

    private Target(TargetAddress server, Credentials credentials, InetSocketAddress address, boolean mapped) {
        this.server = server;
        this.credentials = credentials;
        this.address = address;
        this.mapped = mapped;
    }

    /**
     * {@return a server that lets members in who know {@code credentials}}
     *
     * @throws BenchException when it cannot be reached, refuses, or does not answer like a Mles server
     */
    public static Target find(TargetAddress server, Credentials credentials) {
        if (server.address().tls()) {
            throw new BenchException(server + ": plain TCP is measured, not TLS");
        }
        Target plain = new Target(server, credentials, reach(server), false);
        if (plain.admits()) {
            return plain;
        }
        // A reference server on [::] hashes IPv4 addresses in their mapped form (SPEC 3.4).
        Target other = new Target(server, credentials, plain.address, true);
        if (credentials.addressMode() && AddressText.hasTwoForms(plain.address) && other.admits()) {
            return other;
        }
        throw new BenchException("refused: " + server + " closed the connection instead of accepting the join; likely"
                + " reasons: the key is missing or another one than the server's, the port takes TLS only, or it is not a Mles server");
    }

    TargetAddress server() {
        return server;
    }

    FrameCodec codec() {
        return server.codec();
    }

    /** {@return the address at which it answered} */
    public InetSocketAddress address() {
        return address;
    }

    /** {@return whether it knows only the mapped form of an IPv4 address (SPEC 3.4)} */
    public boolean isMapped() {
        return mapped;
    }

    /** {@return a connection that has sent an empty join; blocking} */
    SocketChannel join(String uid, String channel) {
        SocketChannel socket = connect();
        try {
            ByteBuffer first = toServer(socket, new Message(uid, channel, EMPTY));
            while (first.hasRemaining()) {
                socket.write(first);
            }
            return socket;
        } catch (IOException e) {
            close(socket);
            throw new BenchException(server + " closed a connection that was joining: " + e.getMessage());
        }
    }

    /** {@return the bytes that a connection sends for a message of its own} */
    ByteBuffer toServer(SocketChannel socket, Message message) throws IOException {
        return codec().toServer(message, key(socket, message.uid(), message.channel()));
    }

    /** {@return the key of a connection} */
    long key(SocketChannel socket, String uid, String channel) throws IOException {
        InetSocketAddress local = (InetSocketAddress) Objects.requireNonNull(socket.getLocalAddress());
        return mapped ? credentials.mappedKey(local, uid, channel) : credentials.key(local, uid, channel);
    }

    static void close(@Nullable SocketChannel socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // it is gone either way
        }
    }

    /** There is no answer to a join (SPEC 1): a member is one that sees another one join. */
    private boolean admits() {
        String channel = Names.fresh().channel(0);
        try (SocketChannel first = join("first", channel)) {
            first.socket().setSoTimeout(PROBE_MILLIS);
            for (int i = 0; i < PROBES; i++) {
                try (SocketChannel second = join("second" + i, channel)) {
                    return second.isOpen() && first.socket().getInputStream().read() >= 0;
                } catch (SocketTimeoutException e) {
                    // The second may have been first; the next one is not.
                }
            }
        } catch (IOException e) {
            return false;
        }
        throw new BenchException(server + " takes connections, but does not answer like a Mles server");
    }

    private SocketChannel connect() {
        try {
            SocketChannel socket = connect(address);
            try {
                socket.socket().setSoTimeout(CONNECT_MILLIS);
                codec().open(socket, server.address().host());
                return socket;
            } catch (IOException e) {
                close(socket);
                throw e;
            }
        } catch (IOException e) {
            throw unreachable(server, e);
        }
    }

    private static InetSocketAddress reach(TargetAddress server) {
        IOException failure = new IOException("no address");
        try {
            for (InetAddress ip : InetAddress.getAllByName(server.address().host())) {
                InetSocketAddress candidate = new InetSocketAddress(ip, server.address().port());
                try (SocketChannel socket = connect(candidate)) {
                    return (InetSocketAddress) Objects.requireNonNull(socket.getRemoteAddress());
                } catch (IOException e) {
                    failure = e;
                }
            }
        } catch (IOException unknownName) {
            failure = unknownName;
        }
        throw unreachable(server, failure);
    }

    private static SocketChannel connect(InetSocketAddress address) throws IOException {
        SocketChannel socket = SocketChannel.open();
        try {
            socket.socket().connect(address, CONNECT_MILLIS);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return socket;
        } catch (IOException e) {
            close(socket);
            throw e;
        }
    }

    private static BenchException unreachable(TargetAddress server, IOException problem) {
        return new BenchException(server + " cannot be reached: " + UnreachableException.reason(problem));
    }
}
