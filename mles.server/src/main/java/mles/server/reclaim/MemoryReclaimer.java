package mles.server.reclaim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import mles.protocol.CloseReason;
import mles.server.channel.Hub;
import mles.server.channel.HubLoop;
import mles.server.channel.MemoryPressure;
import mles.server.delivery.Cursor;
import mles.server.delivery.ReaderGroup;
import mles.server.memory.MemoryBudget;
import mles.server.spi.MemoryStep;
import mles.server.upstream.ChannelUpstream;

/**
 * Makes room while the memory budget is spent, step by step in the order of {@link MemoryStep}, with what one event loop
 * has. For that loop.
 */
final class MemoryReclaimer implements MemoryPressure {
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long BETWEEN_CLOSES = TimeUnit.SECONDS.toNanos(1);

    private final HubLoop loop;
    private final MemoryBudget budget;
    private final MemoryReclaimers all;
    private boolean due;
    private boolean halting;
    private boolean pausing;
    private boolean pausingAll;
    private long closeAt;
    private volatile long most;

    MemoryReclaimer(HubLoop loop, MemoryReclaimers all) {
        this.loop = loop;
        this.budget = loop.budget();
        this.all = all;
    }

    /** The budget is spent, or is not any more, or it is time to look again. */
    @Override
    public void run() {
        if (budget.isPressed() && closeParked(budget.excess())) {
            dropHistories();
            if (budget.isPressed()) {
                pause();
                closeWhoHoldsMost();
            }
        }
        if (!budget.isPressed()) {
            resume();
        } else if (!due) {
            due = true;
            loop.schedule(() -> {
                due = false;
                run();
            }, LOOK_AGAIN);
        }
    }

    @Override
    public boolean mayBuffer(Cursor cursor) {
        if (cursor.isSpared() || !cursor.isOpen()) {
            return true;
        }
        halting = true;
        cursor.pause(Cursor.Pause.MEMORY, true);
        return false;
    }

    @Override
    public void opened(ReaderGroup group) {
        if (pausingAll) {
            group.pause(Cursor.Pause.MEMORY, true);
        }
    }

    /** {@return whether more is needed} What they hold comes back when their sockets are closed. */
    private boolean closeParked(long excess) {
        long left = excess;
        for (Cursor cursor : sorted(cursors().filter(MemoryReclaimer::isHoldingParked).toList(), Cursor::pinned)) {
            if (left <= 0) {
                break;
            }
            left -= cursor.pinned();
            close(cursor, MemoryStep.CLOSE_PARKED);
        }
        return left > 0;
    }

    @Override
    public boolean freeHeap() {
        MemoryBudget heap = loop.context().heap();
        dropMemberless(heap);
        return !heap.isPressed();
    }

    private void dropMemberless(MemoryBudget spent) {
        if (spent.isPressed()) {
            Iterator<Hub> oldest = loop.memberlessHubs().iterator();
            while (spent.isPressed() && oldest.hasNext()) {
                loop.drop(oldest.next());
                took(MemoryStep.DROP_MEMBERLESS);
            }
        }
    }

    private void dropHistories() {
        dropMemberless(budget);
        // A load has joiners that wait for all of it, and bounds itself.
        List<Hub> loaded = loop.all().stream().filter(hub -> !hub.historyWriter().isLoading()).toList();
        for (Hub hub : sorted(loaded, Hub::clearableMemory)) {
            if (!budget.isPressed() || hub.clearableMemory() == 0) {
                return;
            }
            hub.clearHistory();
            took(MemoryStep.DROP_HISTORY);
        }
    }

    private void pause() {
        if (!pausing) {
            pausing = true;
            closeAt = loop.nanoTime() + loop.context().limits().memoryStepNanos();
            took(MemoryStep.PAUSE_PUBLISHERS);
            pauseLargest(budget.excess());
        } else {
            // Another look did not find room, so it is not the largest alone.
            pausingAll = true;
            loop.groups().forEach(group -> group.pause(Cursor.Pause.MEMORY, true));
            loop.pauseLinks(Cursor.Pause.MEMORY, true);
            spareOne();
        }
    }

    private void pauseLargest(long excess) {
        long left = excess;
        for (ReaderGroup group : sorted(loop.groups(), ReaderGroup::lag)) {
            if (left <= 0) {
                break;
            }
            left -= group.lag();
            group.pause(Cursor.Pause.MEMORY, true);
        }
    }

    /**
     * Lets the connection with the largest half-read frame complete it, so that it can go to its readers and be released;
     * unless readers hold more.
     */
    private void spareOne() {
        long lag = loop.groups().stream().mapToLong(ReaderGroup::lag).max().orElse(0);
        cursors().filter(cursor -> cursor.member().held() > lag)
                .max(Comparator.comparingLong(cursor -> cursor.member().held())).ifPresent(Cursor::spare);
    }

    /** Of all members of the server, so each loop tells the others the most that one of its members holds. */
    private void closeWhoHoldsMost() {
        Cursor holder = cursors().max(Comparator.comparingLong(Cursor::holdsBack)).orElse(null);
        most = holder == null ? 0 : holder.holdsBack();
        long now = loop.nanoTime();
        if (now - closeAt < 0) {
            return;
        }
        if (dropWaiting()) {
            closeAt = now + BETWEEN_CLOSES;
        } else if (holder != null && most > 0) {
            closeAt = now + BETWEEN_CLOSES;
            if (most >= all.mostHeldBack()) {
                close(holder, MemoryStep.CLOSE_MEMBER);
            }
        }
    }

    /** {@return whether something waited for an upstream server} Of the channel with most of it, that is lost. */
    private boolean dropWaiting() {
        ChannelUpstream holder = loop.all().stream().map(Hub::upstream)
                .max(Comparator.comparingLong(ChannelUpstream::unsentBytes)).orElse(ChannelUpstream.NONE);
        if (holder.unsentBytes() == 0) {
            return false;
        }
        holder.dropUnsent();
        took(MemoryStep.DROP_UNSENT);
        return true;
    }

    /** {@return the most bytes that a member on this loop kept from being given back, at the last look} From anywhere. */
    long most() {
        return most;
    }

    private void resume() {
        if (halting || pausing) {
            loop.groups().forEach(group -> group.pause(Cursor.Pause.MEMORY, false));
            halting = false;
        }
        if (pausing) {
            pausing = false;
            pausingAll = false;
            most = 0;
            loop.pauseLinks(Cursor.Pause.MEMORY, false);
            took(MemoryStep.RESUME);
        }
    }

    private void close(Cursor cursor, MemoryStep step) {
        cursor.subscriber().leave(CloseReason.MEMORY);
        took(step);
    }

    private void took(MemoryStep step) {
        loop.context().memorySteps().add(step);
    }

    private Stream<Cursor> cursors() {
        return loop.groups().stream().flatMap(group -> group.cursors().stream());
    }

    /** One that publishes only, with no write under way, costs nothing and stays. */
    private static boolean isHoldingParked(Cursor cursor) {
        return cursor.isParked() && cursor.pinned() > 0;
    }

    /** {@return a copy, the largest first} */
    private static <T> List<T> sorted(Collection<T> all, ToLongFunction<T> size) {
        List<T> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingLong(size).reversed());
        return sorted;
    }
}
