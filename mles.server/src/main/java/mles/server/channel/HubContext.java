package mles.server.channel;

import io.netty.buffer.ByteBufAllocator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import mles.protocol.ChannelName;
import mles.server.delivery.LoopContext;
import mles.server.log.ChannelLog;
import mles.server.log.Numbering;
import mles.server.memory.MemoryBudget;
import mles.server.spi.ServerEvents;
import mles.server.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/** The parts that all channels of a server share. Thread: any. */
public final class HubContext {
    private final ByteBufAllocator allocator;
    private final MemoryBudget budget;
    private final MemoryBudget heap;
    private final HubLimits limits;
    private final Function<ChannelName, HubLimits> channelLimits;
    private final ServerEvents events;
    private final @Nullable HistoryWriterFactory history;
    private final @Nullable SequencerFactory sequencers;
    private final @Nullable Upstream upstream;
    private final Function<HubLoop, MemoryPressure> memoryPressure;
    private final @Nullable LongSupplier positions;
    private final ChannelQuota quota;
    private final MemorySteps memorySteps;
    private final Set<ChannelName> crowded = ConcurrentHashMap.newKeySet();

    /**
     * @param allocator      of memory for logs
     * @param budget         the limit on that memory
     * @param limits         those of the server as a whole
     * @param channelLimits  those of each channel
     * @param history        where history survives, if it does
     * @param sequencers     what orders frames over many servers, if anything does
     * @param upstream       the upstream server, if there is one
     * @param memoryPressure gives back the memory of a loop
     * @param positions      the time in milliseconds since 1970, if members may want positions of messages
     */
    public HubContext(ByteBufAllocator allocator, MemoryBudget budget, HubLimits limits,
            Function<ChannelName, HubLimits> channelLimits, ServerEvents events,
            @Nullable HistoryWriterFactory history, @Nullable SequencerFactory sequencers, @Nullable Upstream upstream,
            Function<HubLoop, MemoryPressure> memoryPressure, @Nullable LongSupplier positions) {
        this.allocator = allocator;
        this.budget = budget;
        this.heap = new MemoryBudget(limits.heapBytes());
        this.limits = limits;
        this.channelLimits = channelLimits;
        this.events = events;
        this.history = history;
        this.sequencers = sequencers;
        this.upstream = upstream;
        this.memoryPressure = memoryPressure;
        this.positions = positions;
        this.quota = new ChannelQuota(limits.channels());
        this.memorySteps = new MemorySteps(events);
    }

    /** {@return the limit on memory outside the heap} */
    public MemoryBudget budget() {
        return budget;
    }

    /** {@return the limit on what channels and members take of the heap} */
    public MemoryBudget heap() {
        return heap;
    }

    /** {@return the limits of the server as a whole} */
    public HubLimits limits() {
        return limits;
    }

    /** {@return the counts of what was given up for memory} */
    public MemorySteps memorySteps() {
        return memorySteps;
    }

    HubLimits limits(ChannelName channel) {
        return channelLimits.apply(channel);
    }

    ServerEvents events() {
        return events;
    }

    ChannelQuota quota() {
        return quota;
    }

    MemoryPressure memoryPressure(HubLoop loop) {
        return memoryPressure.apply(loop);
    }

    /** {@return whether history survives} */
    boolean hasStore() {
        return history != null;
    }

    HistoryWriter openHistory(LoadTarget channel, LoopContext home, ChannelLog log, HubLimits ofChannel) {
        return history == null || ofChannel.retention().isOff()
                ? HistoryWriter.NONE
                : history.open(channel, home, log, ofChannel.retention());
    }

    /** {@return whether other servers have the same channels} */
    boolean isClustered() {
        return sequencers != null;
    }

    Sequencer openSequencer(SequencedChannel channel, LoopContext home) {
        return sequencers == null ? Sequencer.NONE : sequencers.open(channel, home);
    }

    @Nullable
    Upstream upstream() {
        return upstream;
    }

    /** {@return whether messages have positions} */
    public boolean hasPositions() {
        return positions != null;
    }

    Numbering newNumbering() {
        return new Numbering(positions, heap);
    }

    ChannelLog newLog(LongSupplier clock) {
        return new ChannelLog(allocator, budget, clock);
    }

    /** A channel has so many members that newcomers stay on their loops, or not any more. */
    void crowded(ChannelName channel, boolean now) {
        if (now) {
            crowded.add(channel);
        } else {
            crowded.remove(channel);
        }
    }

    boolean isCrowded(ChannelName channel) {
        return crowded.contains(channel);
    }
}
