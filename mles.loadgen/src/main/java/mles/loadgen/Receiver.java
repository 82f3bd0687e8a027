package mles.loadgen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.LongSummaryStatistics;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import mles.protocol.Frame;
import mles.protocol.ProtocolException;

/** A thread that reads what some of the subscribers get, and checks and times it. */
final class Receiver implements Runnable, StreamDecoder.Sink {
    private static final int BUFFER = 1 << 18;

    private final int number;
    private final Layout layout;
    private final int[] channelOf;
    private final Checker checker;
    private final Window window;
    private final Failure failure;
    private final AtomicIntegerArray joined;
    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final FrameCodec.Scan scan;
    private final Consumer<SelectionKey> reader = this::read;
    private final boolean[] isMoved;
    private final int[] moved;
    private int movedCount;
    private Histogram latency = new Histogram();
    private final LongSummaryStatistics counts = new LongSummaryStatistics();
    private long now;
    private long lastSent;
    private long sameSent;
    private long lastDelivery;
    private Subscriber current = Subscriber.NONE;
    private long received;
    private boolean isAsked;
    private volatile long deliveries;
    private volatile boolean stopped;

    /**
     * @param number    of this receiver, in the window
     * @param channelOf the channel of each publisher
     * @param joined    for each channel, how many subscribers are known to be members
     */
    Receiver(int number, Layout layout, int[] channelOf, Checker checker, Window window, Failure failure,
            AtomicIntegerArray joined) throws IOException {
        this.number = number;
        this.layout = layout;
        this.scan = layout.codec().scan();
        this.channelOf = channelOf;
        this.checker = checker;
        this.window = window;
        this.failure = failure;
        this.joined = joined;
        this.selector = Selector.open();
        this.isMoved = new boolean[channelOf.length];
        this.moved = new int[channelOf.length];
    }

    /** Takes over a connection that has joined. From any thread. */
    void add(SocketChannel socket, int channel, int seat) {
        execute(() -> {
            try {
                socket.configureBlocking(false);
                socket.register(selector, SelectionKey.OP_READ,
                        new Subscriber(socket, channel, seat, new StreamDecoder(layout)));
            } catch (IOException e) {
                Target.close(socket);
                failure.disconnected("a subscriber's connection broke: " + e.getMessage());
            }
        });
    }

    /** Forgets the times measured so far, before this returns. From any other thread. */
    void restart() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> {
            latency = new Histogram();
            done.complete(null);
        });
        done.join();
    }

    void stop() {
        stopped = true;
        selector.wakeup();
    }

    /** {@return the number of messages received, as of a moment ago} */
    long deliveries() {
        return deliveries;
    }

    /** {@return the times from sending to receiving; after the end of the thread} */
    Histogram latency() {
        return latency;
    }

    /** {@return when the last message came; after the end of the thread} */
    long lastDelivery() {
        return lastDelivery;
    }

    /** {@return the number of messages of each subscriber; after the end of the thread} */
    LongSummaryStatistics counts() {
        return counts;
    }

    /** {@return the checker with its results; after the end of the thread} */
    Checker checker() {
        return checker;
    }

    @Override
    public void run() {
        try (selector) {
            while (!stopped) {
                selector.select(reader);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                report();
            }
            for (SelectionKey key : selector.keys()) {
                counts.accept(((Subscriber) key.attachment()).count());
                key.channel().close();
            }
        } catch (IOException e) {
            failure.disconnected("a selector broke: " + e.getMessage());
        }
    }

    @Override
    public void message(long id, long time) {
        int publisher = Stamp.publisher(id);
        if (publisher >= channelOf.length || channelOf[publisher] != current.channel()) {
            checker.foreign();
            return;
        }
        checker.arrived(publisher, current.seat(), Stamp.sequence(id));
        if (!isMoved[publisher]) {
            isMoved[publisher] = true;
            moved[movedCount++] = publisher;
        }
        if (time != lastSent) {
            recordSame();
            lastSent = time;
        }
        sameSent++;
    }

    @Override
    public void other(ByteBuffer in, int at, int size) {
        if (layout.codec().isControl(in, at)) {
            isAsked = true;
        } else if (!Frame.endsEmpty(in, at, at + size)) {
            checker.foreign();
        } else if (size == layout.joinSize() && !current.isMember()) {
            current.becomeMember();
            joined.incrementAndGet(current.channel());
        }
    }

    @Override
    public void oversized() {
        checker.foreign();
    }

    private void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void read(SelectionKey key) {
        current = (Subscriber) key.attachment();
        buffer.clear();
        current.inflow().restore(buffer);
        try {
            if (current.socket().read(buffer) < 0) {
                end(key, "the server closed a subscriber's connection");
                return;
            }
            now = Clock.now();
            current.inflow().take(buffer.flip(), scan, this);
            recordSame();
            if (isAsked) {
                isAsked = false;
                current.socket().write(layout.codec().answer());
            }
        } catch (ProtocolException e) {
            checker.foreign();
            end(key, "a subscriber got what is no frame: " + e.getMessage());
        } catch (IOException e) {
            end(key, "a subscriber's connection broke: " + e.getMessage());
        }
    }

    /** Messages of one batch were sent at the same time, and those of one read are received at the same time. */
    private void recordSame() {
        if (sameSent > 0) {
            latency.record(now - lastSent, sameSent);
            lastDelivery = now;
            received += sameSent;
            current.got(sameSent);
            sameSent = 0;
        }
    }

    /** Once for all that came in one turn: what each message would cost here, a look at every subscriber, is shared. */
    private void report() {
        deliveries = received;
        for (int i = 0; i < movedCount; i++) {
            isMoved[moved[i]] = false;
            window.report(number, moved[i], checker.slowest(moved[i]));
        }
        movedCount = 0;
    }

    private void end(SelectionKey key, String why) {
        key.cancel();
        Target.close(current.socket());
        failure.disconnected(why);
    }
}
