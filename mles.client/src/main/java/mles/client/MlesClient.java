package mles.client;

import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import mles.protocol.Credentials;
import mles.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Client of one server: its address and credentials. Immutable and thread-safe; opens nothing by itself: each join makes a
 * {@link Session} with a connection of its own.
 *
 * <pre>{@code
 * MlesClient client = MlesClient.builder("tls://mles.example").sharedKey(key).build();
 * try (Session session = client.join("alice", "garden")) {
 *     Thread.startVirtualThread(() -> session.send("hello"));
 *     for (Received r : session) {
 *         if (!r.isEmpty()) {
 *             System.out.println(r.uid() + ": " + r.text());
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>
 * A server never answers a join (SPEC 1). It counts as accepted when a byte came or when the connection stayed open for
 * {@code settle}. Without a shared key the client's own socket address is part of the key, which fails behind NAT (SPEC
 * 3.2); if the server closes at once on IPv4 the client tries once more with the mapped form of its address (SPEC 3.4).
 *
 * <p>
 * A network that is dead ends a connection as {@code UNRESPONSIVE} within 30 s, whatever the session is doing: TCP keepalive
 * notices it where nothing was sent, and the kernel's table of connections shows where what was sent is not acknowledged. Linux
 * alone has that table; elsewhere the system's own time for retransmissions counts. So it does where the server has not taken
 * bytes for long before: Linux then asks every two minutes at least. A relay that acknowledges bytes and drops them cannot be
 * noticed: v1 has no answer that could be missed.
 */
public final class MlesClient {
    private final ClientConfig config;

    private MlesClient(ClientConfig config) {
        this.config = config;
    }

    /**
     * {@return a builder for clients of a server}
     *
     * @param server in a form of {@link ServerAddress}; its name is resolved anew at every connect
     * @throws IllegalArgumentException when it is in none of them
     */
    public static Builder builder(String server) {
        return new Builder(ServerAddress.parse(server));
    }

    /** Joins with an empty first message, which the others see as presence; otherwise like the longer form. */
    public Session join(String uid, String channel) {
        return join(uid, channel, new byte[0]);
    }

    /**
     * Joins a channel; waits for the connection and the acceptance, which takes {@code settle} on a silent channel.
     *
     * @param first the content of the first frame, which the channel gets like any other message; with reconnect it is sent
     *              right behind an empty first frame
     * @throws UnreachableException            without a connection
     * @throws RefusedException                when the server closed it before the join counted as accepted
     * @throws InterruptedWaitException        when the wait was interrupted; the attempt is given up
     * @throws mles.protocol.ProtocolException {@code TOO_LARGE} or {@code BAD_TEXT}, before anything is opened
     */
    public Session join(String uid, String channel, byte[] first) {
        return DefaultSession.open(config, uid, channel, first);
    }

    /**
     * Publishes one message over a connection of its own: joins with it, ends the sending side at once, and waits until the
     * server has closed in turn. So it takes no {@code settle}. What the channel sends meanwhile is dropped, and
     * {@link Builder#reconnect} has no meaning here. An interrupt does not end the wait.
     *
     * @param most the longest wait for the end
     * @return {@link Outcome#TAKEN} when the server said that it took the message; {@link Outcome#OPEN} when it said nothing
     *         in time; the others as with a {@link Session}
     * @throws UnreachableException            without a connection
     * @throws RefusedException                when the server closed it before a byte came, within {@code settle}
     * @throws mles.protocol.ProtocolException {@code TOO_LARGE} or {@code BAD_TEXT}, before anything is opened
     */
    public Outcome publish(String uid, String channel, byte[] message, Duration most) {
        return new SinglePublication(config, most).publish(uid, channel, message);
    }

    /**
     * Joins with history that the server may have lost (SPEC 5.5). Item 0 decides uid, channel and connection id and gets
     * the key of the new connection; of the others the oldest are left out until the rest fits into one frame. What a
     * server with history of its own makes of them is the server's affair. Reconnects of the session are plain joins.
     *
     * @param history whole frames, oldest first; item 0 is the frame that joined
     * @throws IllegalArgumentException        when {@code history} is empty
     * @throws mles.protocol.ProtocolException when item 0 does not carry a message
     * @throws MlesException                   as {@link #join(String, String, byte[])}
     */
    public Session resync(List<Frame> history) {
        return DefaultSession.open(config, JoinFrames.resync(history));
    }

    /** Tells server and kind of key, never the key. */
    @Override
    public String toString() {
        return "MlesClient[" + config.server() + ", " + config.credentials() + "]";
    }

    /** Collects what a client needs to know. For one thread. */
    public static final class Builder {
        private static final Duration SHORTEST = Duration.ofMillis(1);

        private final ServerAddress server;
        private @Nullable CharSequence sharedKey;
        private @Nullable CharSequence addressKey;
        private @Nullable SSLContext tls;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration settle = Duration.ofMillis(300);
        private long inbox = 8L << 20;
        private @Nullable Backoff reconnect;
        private @Nullable Boolean numbered;
        private @Nullable Function<String, Seal> seals;
        private SessionListener listener = new SessionListener() {
        };

        private Builder(ServerAddress server) {
            this.server = server;
        }

        /** Sets the key shared with the server; empty means none, as is the default (SPEC 3.2). */
        public Builder sharedKey(CharSequence key) {
            sharedKey = key;
            return this;
        }

        /** Sets the key that is added to the client's address, which counts without a shared key only (SPEC 3.2). */
        public Builder addressKey(CharSequence key) {
            addressKey = key;
            return this;
        }

        /** Sets what a {@code tls://} server is trusted by; the JVM's default otherwise. Host names are always checked. */
        public Builder tls(SSLContext context) {
            tls = context;
            return this;
        }

        /** Bounds each attempt to connect to one address and each TLS handshake; 10 s by default, at least 1 ms. */
        public Builder connectTimeout(Duration most) {
            connectTimeout = positive("connectTimeout", most);
            return this;
        }

        /** Sets how long a connection stays open until a join counts as accepted; 300 ms by default, at least 1 ms. */
        public Builder settle(Duration time) {
            settle = positive("settle", time);
            return this;
        }

        /** Bounds the frames that a session has received and the application has not taken, in bytes; 8 MiB by default, at least 1. */
        public Builder inbox(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("inbox is at least 1 byte, this is " + bytes);
            }
            inbox = bytes;
            return this;
        }

        /**
         * Lets a session connect again when its connection is lost; it does not by default. {@link Session} says what it
         * loses and repeats then. A first join that fails still throws. Attempts go on until the session is closed; but
         * three refusals before anything ever came from the server, or a connection stayed open for half a minute, end it.
         */
        public Builder reconnect(Backoff waits) {
            reconnect = waits;
            return this;
        }

        /**
         * Sets whether messages carry a number in the key field (SPEC 3.5), so that equal ones are told apart. By default
         * they do with {@link #reconnect}. They must not where a server checks the key of every frame. The field is then
         * {@code 4d23} (16 bits), a random number of the session (24 bits), and a number that rises by one (24 bits);
         * {@link Session#send(byte[], long)} has a key of its own in its place.
         */
        public Builder numbered(boolean wanted) {
            numbered = wanted;
            return this;
        }

        /**
         * Seals what sessions send and opens what they get, so that the server does not see it: {@link Seal}, docs/sealed.md.
         * Each join takes half a second longer. {@link Received#sealing} says of each message whether it was sealed. The
         * frame of a message, and what {@link #resync} is given, stay as they are on the wire.
         *
         * @throws IllegalArgumentException when it is empty
         */
        public Builder secret(String secret) {
            Seal.check(secret);
            seals = channel -> Seal.of(secret, channel);
            return this;
        }

        /** Sets the listener for rare events of any session of the client; none by default. */
        public Builder listener(SessionListener hearer) {
            listener = hearer;
            return this;
        }

        /**
         * {@return the client}
         *
         * @throws IllegalArgumentException        when a TLS context is given for a server that is not {@code tls://}
         * @throws mles.protocol.ProtocolException {@code BAD_TEXT} when a key has no UTF-8 form
         */
        public MlesClient build() {
            if (tls != null && !server.tls()) {
                throw new IllegalArgumentException("TLS needs a server tls://…, this is " + server);
            }
            return new MlesClient(new ClientConfig(server, Credentials.of(sharedKey, addressKey),
                    server.tls() ? sockets(tls) : null, connectTimeout, settle, inbox, reconnect,
                    numbered == null ? reconnect != null : numbered, seals, listener));
        }

        private static SSLSocketFactory sockets(@Nullable SSLContext given) {
            try {
                return (given == null ? SSLContext.getDefault() : given).getSocketFactory();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this JVM has no default TLS context", e);
            }
        }

        private static Duration positive(String name, Duration value) {
            if (value.compareTo(SHORTEST) < 0) {
                throw new IllegalArgumentException(name + " is at least " + SHORTEST + ", this is " + value);
            }
            return value;
        }
    }
}
