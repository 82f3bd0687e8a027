package mles.cluster.nats;

import io.nats.client.Message;
import io.nats.client.JetStreamApiException;
import io.nats.client.Subscription;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import mles.protocol.ChannelName;
import mles.server.spi.Ack;
import mles.server.spi.Position;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelaySink;
import org.jspecify.annotations.Nullable;

/** A channel as a subject of a stream. */
final class NatsChannel implements RelayChannel {
    private static final String CLOSED = "the engine is closed";

    private final Engine engine;
    private final ChannelName name;
    private final ChannelSubject subject;
    private final RelaySink sink;
    private final Expendables expendables;
    /** Held while the sink is called. */
    private final ReentrantLock delivery = new ReentrantLock();
    private volatile @Nullable Tail current;
    private volatile boolean closed;
    private @Nullable Subscription subscription;

    NatsChannel(Engine engine, ChannelName name, RelaySink sink) {
        this.engine = engine;
        this.name = name;
        this.subject = ChannelSubject.of(name, engine.plan().streams());
        this.sink = sink;
        this.expendables = new Expendables(engine.link(), engine.plan().stream(subject.stream()),
                engine.plan().room().expendables());
    }

    @Override
    public void propose(RelayEntry entry, Ack answer) {
        byte[] body = entry.bytes();
        Headers headers = EntryHeaders.of(entry, name, subject);
        sending(() -> publish(entry.kind(), headers, body))
                .whenComplete((sequence, failure) -> {
                    if (failure == null) {
                        answer.stored();
                    } else {
                        answer.failed(new IOException(OneLine.of(failure), failure));
                    }
                });
    }

    @Override
    public void tail(Position from) {
        Tail next = new Tail(this, from);
        current = next;
        try {
            engine.readers().execute(next::run);
        } catch (RejectedExecutionException e) {
            next.fail(CLOSED);
        }
    }

    @Override
    public void close() {
        closed = true;
        current = null;
        sending(() -> {
            unsubscribe();
            return CompletableFuture.completedFuture(true);
        });
    }

    /** Ends the current tail, which may have missed something. */
    void fail(String why) {
        Tail tail = current;
        if (tail != null) {
            tail.fail(why);
        }
    }

    boolean isCurrent(Tail tail) {
        return current == tail;
    }

    void ended(Tail tail) {
        if (current == tail) {
            current = null;
        }
    }

    RelaySink sink() {
        return sink;
    }

    ReentrantLock delivery() {
        return delivery;
    }

    Expendables expendables() {
        return expendables;
    }

    long epoch() {
        return engine.epoch(subject.stream());
    }

    /** The engine has lost its end: numbers of this epoch stand for other entries now. */
    void renew(long epoch) throws IOException {
        engine.renew(subject.stream(), epoch);
    }

    StoredEntries stored() {
        return new StoredEntries(engine.link(), engine.plan().stream(subject.stream()),
                engine.plan().in(subject.stream(), subject.token()));
    }

    /** Has live entries come, so that none is missed which is stored from now on. */
    synchronized void subscribe() {
        if (subscription == null && !closed) {
            subscription = engine.lane(subject.stream()).subscribe(this,
                    engine.plan().out(subject.stream(), subject.token()), this::arrived);
        }
    }

    private synchronized void unsubscribe() {
        if (subscription != null) {
            engine.lane(subject.stream()).unsubscribe(this, subscription);
            subscription = null;
        }
    }

    private void arrived(Message message) {
        Tail tail = current;
        if (tail != null) {
            tail.arrived(message);
        }
    }

    private <T> CompletableFuture<T> sending(Supplier<CompletableFuture<T>> work) {
        try {
            return CompletableFuture.supplyAsync(work, engine.sender()).thenCompose(result -> result);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new IOException(CLOSED, e));
        }
    }

    /** {@return the sequence number of the entry, as soon as a quorum has it} */
    private CompletableFuture<Long> publish(RelayEntry.Kind kind, Headers headers, byte[] body) {
        boolean isExpendable = Expendables.isExpendable(kind);
        CompletableFuture<Void> room = isExpendable ? expendables.makeRoom() : CompletableFuture.completedFuture(null);
        return room.thenCompose(made -> engine.link()
                .ask(engine.plan().in(subject.stream(), subject.token()), headers, body))
                .thenApply(answer -> {
                    long sequence = sequence(answer);
                    if (isExpendable) {
                        expendables.add(sequence);
                    }
                    return sequence;
                });
    }

    static long sequence(Message answer) {
        try {
            return new PublishAck(answer).getSeqno();
        } catch (IOException | JetStreamApiException e) {
            throw new CompletionException(e);
        }
    }
}
