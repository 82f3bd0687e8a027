package mles.loadgen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/** All members of a run, joined before it begins. */
final class Members implements AutoCloseable {
    private static final long JOINED_WITHIN = 30 * Clock.SECOND;
    /** Every join goes to all members, so joining a channel takes the square of their number. */
    private static final long JOINED_WITHIN_FOR_PAIR = 10_000;
    private static final long FIRST_PATIENCE = 50 * Clock.MILLI;
    private static final long MOST_PATIENCE = 8 * Clock.SECOND;
    private static final long LOOK_EVERY = Clock.MILLI / 2;

    private final Workload workload;
    private final Target target;
    private final Names names;
    private final Layout layout;
    private final Window window;
    private final int[] channelOf;
    private final AtomicIntegerArray joined;
    private final Failure failure = new Failure();
    private final Selector selector = Selector.open();
    private final List<Receiver> receivers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<SocketChannel> stalled = new ArrayList<>();
    private final SocketChannel[] sockets;
    private final String[] uids;
    private final List<Publisher> publishers = new ArrayList<>();

    Members(Workload workload, Target target, Names names) throws IOException {
        this.workload = workload;
        this.target = target;
        this.names = names;
        layout = Layout.of(target.codec(), names.publisher(0, 0), names.channel(0), workload.size());
        window = new Window(workload.threads(), workload.pubs());
        channelOf = new int[workload.pubs()];
        Arrays.setAll(channelOf, i -> i % workload.channels());
        joined = new AtomicIntegerArray(workload.channels());
        sockets = new SocketChannel[workload.pubs()];
        uids = new String[workload.pubs()];
        for (int i = 0; i < workload.threads(); i++) {
            receivers.add(receiver(i));
        }
    }

    /** Opens all connections, and returns when every subscriber is known to be a member. */
    void assemble(Progress progress) throws IOException {
        for (Receiver receiver : receivers) {
            threads.add(Thread.ofPlatform().name("bench-receive-" + threads.size()).daemon().start(receiver));
        }
        progress.stage("joining");
        for (int i = 0; i < workload.subs(); i++) {
            int channel = i % workload.channels();
            receivers.get(i % workload.threads()).add(target.join(names.subscriber(i), names.channel(channel)), channel,
                    seatOf(i));
        }
        for (int i = 0; i < workload.stalled(); i++) {
            stalled.add(target.join(names.stalled(i), names.channel(i % workload.channels())));
        }
        for (int i = 0; i < workload.pubs(); i++) {
            enter(i, 0);
        }
        awaitMembers();
        for (int i = 0; i < workload.pubs(); i++) {
            String channel = names.channel(channelOf[i]);
            ByteBuffer frame = target.toServer(sockets[i], Layout.message(uids[i], channel, workload.size()));
            publishers.add(new Publisher(i, layout, frame, workload.windowPerPublisher(), sockets[i], selector));
        }
    }

    Layout layout() {
        return layout;
    }

    int[] channelOf() {
        return channelOf;
    }

    Window window() {
        return window;
    }

    Failure failure() {
        return failure;
    }

    Selector selector() {
        return selector;
    }

    List<Receiver> receivers() {
        return receivers;
    }

    List<Thread> threads() {
        return threads;
    }

    List<Publisher> publishers() {
        return publishers;
    }

    /** {@return the number of subscribers of a channel} */
    int subscribersOf(int channel) {
        return count(channel, 1, 0);
    }

    /** Stops the receivers; their findings are final then. */
    void dismiss() throws InterruptedException {
        receivers.forEach(Receiver::stop);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Override
    public void close() throws IOException {
        receivers.forEach(Receiver::stop);
        stalled.forEach(Target::close);
        for (SocketChannel socket : sockets) {
            Target.close(socket);
        }
        selector.close();
    }

    private Receiver receiver(int number) throws IOException {
        int[] seats = new int[workload.pubs()];
        for (int i = 0; i < seats.length; i++) {
            seats[i] = i < workload.channels() ? count(i, workload.threads(), number) : seats[channelOf[i]];
            window.report(number, i, seats[i] == 0 ? Long.MAX_VALUE : 0);
        }
        return new Receiver(number, layout, channelOf, new Checker(seats, false), window, failure, joined);
    }

    /** {@return the number of subscribers of a channel whose numbers leave {@code remainder}} */
    private int count(int channel, int divisor, int remainder) {
        int count = 0;
        for (int i = channel; i < workload.subs(); i += workload.channels()) {
            count += i % divisor == remainder ? 1 : 0;
        }
        return count;
    }

    private int seatOf(int subscriber) {
        int seat = 0;
        int channels = workload.channels();
        for (int i = subscriber % channels; i < subscriber; i += channels) {
            seat += i % workload.threads() == subscriber % workload.threads() ? 1 : 0;
        }
        return seat;
    }

    private void enter(int publisher, int attempt) {
        Target.close(sockets[publisher]);
        uids[publisher] = names.publisher(publisher, attempt);
        sockets[publisher] = target.join(uids[publisher], names.channel(channelOf[publisher]));
    }

    /**
     * There is no answer to a join (SPEC 1): a subscriber is a member once it has seen a publisher join. Where that takes
     * too long the publisher joins again, from another connection.
     */
    private void awaitMembers() {
        long perChannel = (long) subscribersOf(0) + workload.stalled() / workload.channels();
        long most = JOINED_WITHIN + perChannel * perChannel * workload.channels() * JOINED_WITHIN_FOR_PAIR;
        long deadline = Clock.now() + most;
        long patience = FIRST_PATIENCE;
        for (int attempt = 1; !haveJoined(Clock.now() + patience); attempt++) {
            if (failure.happened()) {
                throw new BenchException("refused: " + failure.reason() + " while it was joining");
            }
            if (Clock.now() > deadline) {
                throw new BenchException("not every subscriber became a member of its channel within "
                        + most / Clock.SECOND + " s");
            }
            for (int channel = 0; channel < workload.channels(); channel++) {
                if (joined.get(channel) < subscribersOf(channel)) {
                    enter(channel, attempt);
                }
            }
            patience = Math.min(2 * patience, MOST_PATIENCE);
        }
    }

    private boolean haveJoined(long until) {
        int channel = 0;
        while (Clock.now() < until && !failure.happened()) {
            while (channel < workload.channels() && joined.get(channel) >= subscribersOf(channel)) {
                channel++;
            }
            if (channel == workload.channels()) {
                return true;
            }
            LockSupport.parkNanos(this, LOOK_EVERY);
        }
        return false;
    }
}
