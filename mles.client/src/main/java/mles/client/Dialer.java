package mles.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import jdk.net.ExtendedSocketOptions;
import mles.protocol.AddressText;
import mles.protocol.Credentials;
import mles.protocol.Frame;
import org.jspecify.annotations.Nullable;

/** A session's way to the server: dials as often as it is asked, until it is cut. One thread dials, any may cut. */
final class Dialer {
    private static final int KEEPALIVE_SECONDS = 5;
    private static final int KEEPALIVE_PROBES = 4;

    private final ClientConfig config;
    private final CountDownLatch cut = new CountDownLatch(1);
    private volatile @Nullable Socket transport;

    Dialer(ClientConfig config) {
        this.config = config;
    }

    /** A connection, and the first frame that was accepted on it. */
    record Joined(Connection connection, Frame first) {
    }

    /**
     * {@return a connection on which {@code joinFrames} counts as accepted}
     *
     * @throws UnreachableException without a connection
     * @throws RefusedException     when it was closed before that
     */
    Joined dial(JoinFrames joinFrames) {
        return dial(joinFrames, this::join);
    }

    /**
     * {@return the result of {@code join} for a connection and the first frame on it} A refused one is repeated with the
     * mapped form of the address.
     *
     * @throws UnreachableException without a connection
     * @throws RefusedException     of {@code join}
     */
    <T> T dial(JoinFrames joinFrames, BiFunction<Connection, Frame, T> join) {
        Credentials credentials = config.credentials();
        Connection plain = connect();
        InetSocketAddress local = plain.local();
        try {
            return join.apply(plain, joinFrames.frame(credentials.key(local, joinFrames.uid(), joinFrames.channel())));
        } catch (RefusedException e) {
            if (!credentials.addressMode() || !AddressText.hasTwoForms(local)) {
                throw e;
            }
        }
        Connection mapped = connect();
        return join.apply(mapped,
                joinFrames.frame(credentials.mappedKey(mapped.local(), joinFrames.uid(), joinFrames.channel())));
    }

    /** Ends everything that happens on the line, now and later. */
    void cut() {
        cut.countDown();
        Socket current = transport;
        if (current != null) {
            close(current);
        }
    }

    boolean isCut() {
        return cut.getCount() == 0;
    }

    /** {@return whether the line was cut, after at most {@code most}} */
    boolean awaitCut(Duration most) {
        try {
            return cut.await(TimeUnit.NANOSECONDS.convert(most), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return isCut();
        }
    }

    private Joined join(Connection connection, Frame first) {
        if (connection.join(first, config.settle())) {
            return new Joined(connection, first);
        }
        connection.close();
        throw new RefusedException(config.server());
    }

    private Connection connect() {
        IOException failure = null;
        try {
            for (InetAddress address : InetAddress.getAllByName(config.server().host())) {
                try {
                    return connect(address);
                } catch (IOException e) {
                    if (failure != null) {
                        e.addSuppressed(failure);
                    }
                    failure = e;
                }
            }
        } catch (IOException unknownName) {
            failure = unknownName;
        }
        throw new UnreachableException(config.server(),
                failure == null ? new SocketException("no address") : failure);
    }

    private Connection connect(InetAddress address) throws IOException {
        Socket tcp = new Socket();
        long from = System.nanoTime();
        try {
            transport = tcp;
            if (isCut()) {
                throw new SocketException("given up");
            }
            tcp.setTcpNoDelay(true);
            keepAlive(tcp);
            tcp.connect(new InetSocketAddress(address, config.server().port()), timeout());
            SSLSocketFactory tls = config.tls();
            Socket socket = tls == null ? tcp : encrypted(tcp, tls);
            return new Connection(tcp, socket, Duration.ofNanos(System.nanoTime() - from));
        } catch (IOException e) {
            close(tcp);
            throw e;
        }
    }

    private Socket encrypted(Socket tcp, SSLSocketFactory factory) throws IOException {
        ServerAddress server = config.server();
        SSLSocket tls = (SSLSocket) factory.createSocket(tcp, server.host(), server.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.setSoTimeout(timeout());
        tls.startHandshake();
        return tls;
    }

    private int timeout() {
        return (int) Math.min(config.connectTimeout().toMillis(), Integer.MAX_VALUE);
    }

    private static void keepAlive(Socket tcp) throws IOException {
        tcp.setKeepAlive(true);
        if (tcp.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            tcp.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_SECONDS);
            tcp.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_SECONDS);
            tcp.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }
}
