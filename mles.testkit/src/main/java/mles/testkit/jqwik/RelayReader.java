package mles.testkit.jqwik;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import mles.protocol.ChannelName;
import mles.server.spi.Ack;
import mles.server.spi.Position;
import mles.server.spi.Relay;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelaySink;

/**
 * One channel of a {@link RelayServer}: proposes entries, and reads them as a server does. Its own checks are that stored
 * entries follow each other without gap, and that calls come one at a time; where live entries have a gap it asks again.
 * Thread: one, but for the calls of the engine.
 */
@SuppressWarnings("exports")
public final class RelayReader implements RelaySink, AutoCloseable {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int ATTEMPTS = 5;

    private final BlockingQueue<Runnable> calls = new LinkedBlockingQueue<>();
    private final AtomicBoolean called = new AtomicBoolean();
    private final AtomicInteger wanted = new AtomicInteger(Integer.MAX_VALUE);
    private final List<RelayRead> entries = new ArrayList<>();
    private final List<Position> lost = new ArrayList<>();
    private final RelayServer server;
    private final ChannelName name;
    private final RelayChannel channel;
    private Position last = Position.START;
    /** Is true until the last tail has given something. */
    private boolean fresh;
    private boolean live;
    /** Is true while calls for an earlier tail may come among those for this one. */
    private boolean mixed;
    private boolean asked;

    RelayReader(RelayServer server, Relay relay, ChannelName name) {
        this.server = server;
        this.name = name;
        this.channel = relay.open(name, this);
    }

    /** {@return a new entry of this server, not proposed yet} */
    public RelayEntry entry(RelayEntry.Kind kind, List<byte[]> frames) {
        return new RelayEntry(kind, server.origin(), server.nextBatch(name), StoreFrames.buffer(frames), frames.size());
    }

    /** Proposes {@code entry} until the engine says that it is taken, a few times. */
    public RelayEntry propose(RelayEntry entry) {
        String why = "";
        for (int i = 0; i < ATTEMPTS; i++) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            channel.propose(entry, new Ack() {
                @Override
                public void stored() {
                    answer.complete("");
                }

                @Override
                public void failed(Exception cause) {
                    answer.complete(cause.toString());
                }
            });
            why = answer.orTimeout(DEADLINE_NANOS, TimeUnit.NANOSECONDS).join();
            if (why.isEmpty()) {
                return entry;
            }
        }
        throw new AssertionError("proposal: expected to be taken, was " + why);
    }

    /**
     * Proposes one message.
     *
     * @return the entry
     */
    public RelayEntry say(String text) {
        return propose(entry(RelayEntry.Kind.MESSAGES, List.of(StoreFrames.message(text, text.length()))));
    }

    /** Asks for the entries behind {@code from}, and forgets what was read. */
    public RelayReader tail(Position from) {
        calls.clear();
        entries.clear();
        lost.clear();
        ask(from);
        return this;
    }

    /** Wants no more after so many entries, before the next call of this method. */
    public void want(int count) {
        wanted.set(count);
    }

    /**
     * Waits until everything that is stored was read.
     *
     * @return the reader
     */
    public RelayReader awaitLive() {
        await(() -> live, "live");
        return this;
    }

    /**
     * Waits until so many entries were read.
     *
     * @return them
     */
    public List<RelayRead> await(int count) {
        await(() -> entries.size() >= count, count + " entries");
        return read();
    }

    /**
     * Waits until {@code entry} was read.
     *
     * @return all that was read
     */
    public List<RelayRead> await(RelayEntry entry) {
        await(() -> entries.stream().map(RelayRead::entry)
                .anyMatch(read -> read.origin() == entry.origin() && read.batch() == entry.batch()),
                "batch " + entry.batch());
        return read();
    }

    /** {@return all entries read, those included that have come since} */
    public List<RelayRead> read() {
        for (Runnable next = calls.poll(); next != null; next = calls.poll()) {
            next.run();
        }
        return List.copyOf(entries);
    }

    /** {@return the entries that were read} */
    public List<RelayEntry> entries() {
        return read().stream().map(RelayRead::entry).toList();
    }

    /** {@return the losses told by the tail} */
    public List<Position> lost() {
        return List.copyOf(lost);
    }

    /** {@return the position up to which was read} */
    public Position last() {
        return last;
    }

    @Override
    public boolean entry(Position at, Position before, RelayEntry entry, long storedAtMillis) {
        call(() -> {
            RelayRead read = RelayRead.of(at, entry, storedAtMillis);
            return () -> take(read, before);
        });
        return wanted.decrementAndGet() > 0;
    }

    @Override
    public void live(Position newest) {
        call(() -> () -> goLive(newest));
    }

    @Override
    public void lost(Position before) {
        call(() -> () -> lose(before));
    }

    @Override
    public void failed(String why) {
        call(() -> () -> demand(false, "tail: expected entries, was " + why));
    }

    @Override
    public void close() {
        channel.close();
    }

    private void call(Supplier<Runnable> call) {
        boolean alone = called.compareAndSet(false, true);
        calls.add(call.get());
        if (alone) {
            called.set(false);
        } else {
            calls.add(() -> demand(false, "sink: expected one call at a time, were two"));
        }
    }

    private void take(RelayRead read, Position before) {
        if (before.equals(last)) {
            demand(!last.covers(read.at()), "position: expected one behind " + last + ", was " + read.at());
            entries.add(read);
            last = read.at();
            fresh = false;
        } else if (live && !last.covers(read.at())) {
            live = false;
            ask(last);
        } else {
            demand(live || mixed, "before: expected " + last + ", was " + before);
        }
    }

    private void lose(Position before) {
        demand(mixed || (before.number() > 0 && !last.covers(before)),
                "lost: expected a position behind " + last + ", was " + before);
        lost.add(before);
        last = before;
        fresh = false;
    }

    private void goLive(Position newest) {
        boolean empty = fresh && newest.number() == 0;
        boolean exact = empty || newest.equals(last);
        demand(exact || mixed, "live: expected " + last + ", was " + newest);
        live = exact;
        last = empty ? newest : last;
    }

    private void ask(Position from) {
        mixed = asked && !live;
        asked = true;
        last = from;
        fresh = true;
        live = false;
        channel.tail(from);
    }

    private void await(BooleanSupplier done, String what) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!done.getAsBoolean()) {
            next(deadline, what).run();
        }
    }

    private Runnable next(long deadline, String what) {
        try {
            Runnable next = calls.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next != null) {
                return next;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError(
                "channel " + name + ": expected " + what + ", was " + entries.size() + " entries up to "
                        + last + (live ? ", live" : ", not live"));
    }

    private static void demand(boolean isMet, String otherwise) {
        if (!isMet) {
            throw new AssertionError(otherwise);
        }
    }
}
