package mles.cluster.nats;

import io.nats.client.Connection;
import io.nats.client.Consumer;
import io.nats.client.ConnectionListener;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ServerInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mles.protocol.NetworkAddress;
import org.jspecify.annotations.Nullable;

/** The connection to NATS, which is made again for ever. Its calls may block for a moment: not from an event loop. */
final class NatsLink implements ConnectionListener, ErrorListener, AutoCloseable {
    /** Time for an answer; the election of a leader takes longer. */
    static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration RECONNECT = Duration.ofMillis(100);
    private static final Duration PING = Duration.ofSeconds(3);
    private static final Duration PUSH = Duration.ofSeconds(1);
    private static final int MOST_PINGS_OUT = 2;
    private static final int OUTGOING = 8192;

    private final NatsAddress address;
    private final Listener listener;
    private final Map<Long, CompletableFuture<Message>> asked = new ConcurrentHashMap<>();
    private final AtomicLong asks = new AtomicLong();
    /** Reason why the last attempt to connect failed, which the client tells to its listener only. */
    private volatile String fault = "";
    private @Nullable Connection connection;

    NatsLink(NatsAddress address, Listener listener) {
        this.address = address;
        this.listener = listener;
    }

    /** Listens to the connection. Thread: any; returns at once. */
    interface Listener {
        void connected();

        void disconnected();

        /** Messages for a dispatcher were dropped. */
        void dropped(Consumer dispatcher);
    }

    /** @throws IOException when no server takes the connection */
    void connect() throws IOException {
        try {
            connection = Nats.connect(options());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(address + ": interrupted", e);
        } catch (IOException | RuntimeException e) {
            String why = fault.isEmpty() ? "" : "; " + fault;
            throw new IOException(address + ": " + OneLine.of(e) + why, e);
        }
    }

    ServerInfo server() {
        return open().getServerInfo();
    }

    JetStreamManagement management() throws IOException {
        return open().jetStreamManagement(JetStreamOptions.builder().requestTimeout(ANSWER).build());
    }

    Dispatcher dispatcher(long mostMessages, long mostBytes) {
        Dispatcher dispatcher = open().createDispatcher();
        dispatcher.setPendingLimits(mostMessages, mostBytes);
        return dispatcher;
    }

    void close(Dispatcher dispatcher) {
        open().closeDispatcher(dispatcher);
    }

    /** {@return the answer to a request; a failure when there is none in time, or the connection is lost} */
    CompletableFuture<Message> ask(String subject, @Nullable Headers headers, byte[] body) {
        CompletableFuture<Message> answer;
        try {
            answer = open().request(subject, headers, body);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(new IOException(OneLine.of(e), e));
        }
        long number = asks.incrementAndGet();
        asked.put(number, answer);
        answer.whenComplete((message, failure) -> asked.remove(number));
        return answer.orTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** {@return the answer to a request, for which it waits} */
    Message await(String subject, byte[] body) throws IOException {
        try {
            return ask(subject, null, body).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(OneLine.of(e), e);
        }
    }

    @Override
    public void close() {
        Connection open = connection;
        if (open != null) {
            try {
                open.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        failAsked("the connection was closed");
    }

    @Override
    @Deprecated
    public void connectionEvent(Connection on, Events type) {
        switch (type) {
            case CONNECTED, RESUBSCRIBED -> listener.connected();
            case DISCONNECTED, CLOSED -> {
                listener.disconnected();
                // Their answers would go to a connection that is no more.
                failAsked("the connection was lost");
            }
            default -> {
                // Changes nothing for us.
            }
        }
    }

    @Override
    public void exceptionOccurred(Connection on, Exception e) {
        fault = OneLine.of(e);
    }

    @Override
    public void slowConsumerDetected(Connection on, Consumer consumer) {
        listener.dropped(consumer);
    }

    private void failAsked(String why) {
        asked.values().forEach(one -> one.completeExceptionally(new IOException(why)));
    }

    private Connection open() {
        Connection open = connection;
        if (open == null) {
            throw new IllegalStateException("not connected");
        }
        return open;
    }

    private Options options() throws IOException {
        Options.Builder options = Options.builder()
                .servers(address.servers().stream().map(NetworkAddress::toString).toArray(String[]::new))
                .connectionName("mles")
                .connectionTimeout(CONNECT)
                // Takes IPv6, too, and leaves the host its name, which is that in its certificate.
                .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs)
                .maxReconnects(-1)
                .reconnectWait(RECONNECT)
                .reconnectJitter(RECONNECT)
                .reconnectBufferSize(0)
                .pingInterval(PING)
                .maxPingsOut(MOST_PINGS_OUT)
                .maxMessagesInOutgoingQueue(OUTGOING)
                .writeQueuePushTimeout(PUSH)
                .requestCleanupInterval(ANSWER)
                .reportNoResponders()
                .dontForceFlushOnRequest()
                .connectionListener(this)
                .errorListener(this);
        if (address.login().credsFile().isPresent()) {
            CredentialsFile credentials = new CredentialsFile(address.login().credsFile().get());
            credentials.check();
            options.authHandler(credentials);
        } else if (address.login().user().isPresent()) {
            options.userInfo(address.login().user().get(), address.login().password());
        }
        if (address.caFile().isPresent()) {
            options.sslContext(Trust.context(address.caFile().get()));
        }
        return options.build();
    }
}
