package mles.server.channel;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import mles.protocol.ChannelName;
import mles.server.metrics.Counter;
import mles.server.spi.MemoryStep;
import mles.server.transport.Member;

/** All channels of a server, each at home on one of the event loops for ever. Thread: any. */
public final class Hubs {
    private final List<HubLoop> loops = new ArrayList<>();
    private final AtomicInteger placed = new AtomicInteger();
    private final HubContext context;

    /** @param executors the event loops, all of them */
    public Hubs(Iterable<? extends EventExecutor> executors, HubContext context) {
        this.context = context;
        executors.forEach(executor -> loops.add(new HubLoop((EventLoop) executor, context)));
        context.budget().onChange(() -> loops.forEach(loop -> loop.post(loop.memoryPressure()::run)));
        context.heap().onChange(() -> loops.forEach(loop -> loop.post(loop.memoryPressure()::freeHeap)));
        long idle = context.limits().idleNanos();
        if (idle > 0) {
            long every = Math.max(TimeUnit.MILLISECONDS.toNanos(100), idle / 4);
            loops.forEach(loop -> loop.repeat(loop::dropIdle, every));
        }
    }

    public HubContext context() {
        return context;
    }

    /** {@return a count over all loops} */
    public long count(Counter counter) {
        return loops.stream().mapToLong(loop -> loop.count(counter)).sum();
    }

    /** {@return a count of members of one kind, over all loops} */
    public long count(Counter counter, String kind) {
        return loops.stream().mapToLong(loop -> loop.count(counter, kind)).sum();
    }

    /** {@return the number of times that a step was taken for memory} */
    public long count(MemoryStep step) {
        return context.memorySteps().get(step);
    }

    /** {@return the loop for a member of {@code channel}: its own, unless it is in the accept loop} */
    public HubLoop placeOf(Member member, ChannelName channel) {
        for (HubLoop loop : loops) {
            if (loop.is(member.loop())) {
                return loop;
            }
        }
        return context.isCrowded(channel)
                ? loops.get(Math.floorMod(placed.getAndIncrement(), loops.size()))
                : homeOf(channel);
    }

    /** Runs {@code then} at {@code place}, where the member lives from then on. Thread: loop of the member. */
    public static void bring(Member member, HubLoop place, Runnable then) {
        if (place.is(member.loop())) {
            then.run();
        } else {
            member.move(place.eventLoop(), then);
        }
    }

    HubLoop homeOf(ChannelName channel) {
        int hash = channel.hashCode();
        return loops.get(Math.floorMod(hash ^ (hash >>> 16), loops.size()));
    }

    List<HubLoop> loops() {
        return loops;
    }

    /** {@return the answers of all loops} Thread: not an event loop. */
    <T> List<T> ask(Function<HubLoop, T> question) {
        return loops.stream().map(loop -> ask(loop, question)).toList();
    }

    /** {@return the answer of {@code loop}} Thread: not an event loop. */
    static <T> T ask(HubLoop loop, Function<HubLoop, T> question) {
        return askLater(loop, question).join();
    }

    /** {@return the answer of {@code loop}, which comes later} */
    static <T> CompletableFuture<T> askLater(HubLoop loop, Function<HubLoop, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.runOnLoop(() -> {
            try {
                answer.complete(question.apply(loop));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }
}
