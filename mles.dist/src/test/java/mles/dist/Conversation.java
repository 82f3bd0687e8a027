package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Two clients that send to each other while their cables are cut at random, in both directions, half of the times silently: each
 * message comes once and in order, and is in the history once. {@code -Dmles.cuts.seconds=60 -Dmles.cuts.messages=1000
 * -Dmles.cuts=30} makes a long one; {@code -Dmles.cuts.seed} repeats the choice of the cuts.
 */
public final class Conversation {
    static final String CHANNEL = "lab";
    private static final String END = "end";
    public static final int SECONDS = Integer.getInteger("mles.cuts.seconds", 6);
    static final int MESSAGES = Integer.getInteger("mles.cuts.messages", 200);
    private static final int CUTS = Integer.getInteger("mles.cuts", 8);
    private static final long SEED = Long.getLong("mles.cuts.seed", System.nanoTime());
    private static final Duration MOST = Duration.ofSeconds(60);
    private static final String NO_FAULTS = "lost 0, doubled 0, out of order 0, gaps 0 of 0";

    private final Supplier<InetSocketAddress> server;
    private final Random random = new Random(SEED);

    /** @param server the address of a server for the next connection */
    public Conversation(Supplier<InetSocketAddress> server) {
        this.server = server;
    }

    /** Trouble with servers, which goes on for a while. */
    public interface Trouble {
        void make() throws Exception;
    }

    /** Talks, and checks what each of the two received. */
    public void run(Trouble trouble) throws Exception {
        try (Talker ann = new Talker("ann", new CutProxy(server.get()));
                Talker bob = new Talker("bob", new CutProxy(server.get()))) {
            List<CompletableFuture<Boolean>> sending = List.of(Await.async(() -> send(ann)),
                    Await.async(() -> send(bob)));
            Await.until("each has heard the other", () -> ann.hasHeard("bob") && bob.hasHeard("ann"));
            CompletableFuture<Boolean> cutting = Await.async(() -> cut(ann, bob));
            trouble.make();
            cutting.get();
            for (CompletableFuture<Boolean> sender : sending) {
                sender.get(SECONDS + MOST.toSeconds(), TimeUnit.SECONDS);
            }
            long deadline = System.nanoTime() + MOST.toNanos();
            while (!(ann.hasAll("bob", MESSAGES) && bob.hasAll("ann", MESSAGES)) && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            String run = "seed " + SEED + ", lost connections " + ann.downs() + " + " + bob.downs();
            System.err.println(run + ", ann: " + ann.faults("bob", MESSAGES) + ", bob: " + bob.faults("ann", MESSAGES));
            assertEquals(NO_FAULTS, ann.faults("bob", MESSAGES), run);
            assertEquals(NO_FAULTS, bob.faults("ann", MESSAGES), run);
        }
    }

    /** {@return the number of messages that are in the history of a server more than once} */
    public static long doubledIn(InetSocketAddress server) {
        try (Wire reader = Wire.connect(server); Wire last = Wire.connect(server)) {
            reader.send(Frames.message("reader", CHANNEL, ""));
            last.send(Frames.message("last", CHANNEL, END));
            List<String> texts = new ArrayList<>();
            for (String text = reader.nextText(); !text.equals(END); text = reader.nextText()) {
                texts.add(text);
            }
            texts.removeIf(String::isEmpty);
            return texts.size() - texts.stream().distinct().count();
        }
    }

    private static boolean send(Talker talker) {
        long start = System.nanoTime();
        for (int i = 0; i < MESSAGES; i++) {
            sleepUntil(start + i * TimeUnit.SECONDS.toNanos(SECONDS) / MESSAGES);
            talker.send(i);
        }
        return true;
    }

    private boolean cut(Talker ann, Talker bob) throws InterruptedException {
        long start = System.nanoTime();
        Duration most = Duration.ofSeconds(SECONDS).dividedBy(CUTS);
        for (int i = 0; i < CUTS; i++) {
            sleepUntil(start + i * most.toNanos());
            Talker victim = random.nextBoolean() ? ann : bob;
            victim.cable().target(server.get());
            victim.cut(random, most);
        }
        return true;
    }

    private static void sleepUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
