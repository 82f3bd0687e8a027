package mles.server.delivery;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;

/** An event loop that a test turns by hand, one task at a time, in virtual time. */
@SuppressWarnings("deprecation") // the old methods of the interfaces
public final class ManualLoop extends AbstractScheduledEventExecutor implements EventLoop {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final ManualLoops all;
    private int timers;

    public ManualLoop(ManualLoops all) {
        this.all = all;
    }

    /** {@return whether there was a task to run} */
    public boolean runOne() {
        all.on(this, () -> {
            for (Runnable due = pollScheduledTask(); due != null; due = pollScheduledTask()) {
                tasks.add(due);
            }
        });
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        all.on(this, task);
        return true;
    }

    /** Does {@code more} as a part of the task that was given last, so that nothing comes between. */
    public void append(Runnable more) {
        Runnable last = tasks.pollLast();
        if (last == null) {
            throw new NoSuchElementException("no task");
        }
        tasks.add(() -> {
            last.run();
            more.run();
        });
    }

    /** {@return the number of timers that have not fired} */
    public int timers() {
        return timers;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        timers++;
        return super.schedule(() -> {
            timers--;
            task.run();
        }, delay, unit);
    }

    public int waiting() {
        return tasks.size();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (all.isWaitedFor()) {
            while (tasks.contains(task)) {
                runOne();
            }
        }
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return all.isRunning(this);
    }

    @Override
    public Ticker ticker() {
        return all.ticker();
    }

    @Override
    protected long getCurrentTimeNanos() {
        return ticker().nanoTime();
    }

    @Override
    public EventLoop next() {
        return this;
    }

    @Override
    public EventLoopGroup parent() {
        return this;
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<?> terminationFuture() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture register(Channel channel) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }
}
