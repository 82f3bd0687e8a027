package mles.server.channel;

import mles.server.spi.RelayEntry;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.server.delivery.Cursor;
import mles.server.delivery.DeliveryListener;
import mles.server.delivery.Feeds;
import mles.server.delivery.FlushTask;
import mles.server.delivery.ReaderGroup;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.log.ChannelLog;
import mles.server.log.HistoryWindow;
import mles.server.log.Newer;
import mles.server.log.Numbering;
import mles.server.log.Publisher;
import mles.server.metrics.ChannelStats;
import mles.server.metrics.Counter;
import mles.server.upstream.ChannelUpstream;
import mles.server.upstream.FrameFilter;
import mles.server.upstream.MemberJoin;
import mles.server.upstream.RepeatSifter;
import mles.server.upstream.Upstream;
import mles.server.upstream.UpstreamHost;
import org.jspecify.annotations.Nullable;

/** A live channel: its log, its members, and the followers of its log: readers, link, store. Thread: home loop. */
public final class Hub extends FlushTask implements DeliveryListener, UpstreamHost {
    private static final int FLUSH_AT = 1 << 20;

    private final ChannelName name;
    private final HubLoop home;
    private final HubContext context;
    private final HubLimits limits;
    private final ChannelLog log;
    private final Numbering numbering;
    private final HistoryWindow history;
    private final Renumbering renumbering;
    private final Roster roster;
    private final Feeds feeds;
    private final Sequencer sequencer;
    private final HistoryWriter historyWriter;
    private Followers followers;
    private ChannelUpstream upstream = ChannelUpstream.NONE;
    private long announced;
    private long flushed;
    private long memberlessSince;
    private boolean closed;

    Hub(ChannelName name, HubLoop home, HubContext context, HubLimits limits) {
        this.name = name;
        this.home = home;
        this.context = context;
        this.limits = limits;
        this.log = context.newLog(home.clock());
        this.numbering = context.newNumbering();
        this.history = new HistoryWindow(log, limits.retention(), home.clock(), numbering);
        this.feeds = new Feeds(this, home, limits.slowReaders(), log, history);
        this.roster = new Roster(this, context, history, feeds);
        this.renumbering = new Renumbering(home, roster, feeds, numbering);
        HubLoad load = new HubLoad(this, context, roster, log, history, feeds, renumbering);
        this.sequencer = context.openSequencer(new HubSequence(this, load, roster, numbering, renumbering), home);
        this.historyWriter = sequencer.isOn() ? sequencer : context.openHistory(load, home, log, limits);
        this.followers = new Followers(feeds, upstream, historyWriter);
    }

    @Override
    public ChannelName name() {
        return name;
    }

    @Override
    public HubLoop home() {
        return home;
    }

    @Override
    public ChannelLog log() {
        return log;
    }

    @Override
    public SlowReaderPolicy slowReaders() {
        return limits.slowReaders();
    }

    @Override
    public int members() {
        return roster.size();
    }

    public Roster roster() {
        return roster;
    }

    /** {@return its figures at this moment} */
    ChannelStats state() {
        return new ChannelStats(name, members(), log.headFrame(), log.head(), log.frames(), log.bytes(),
                log.capacity() + feeds.capacity());
    }

    /** {@return the memory that {@link #clearHistory} gives back, or nothing where that is not worth it} */
    public long clearableMemory() {
        return history.clearable();
    }

    /** {@return whether nothing would be lost with it} */
    boolean isDisposable() {
        return members() == 0 && history.isEmpty() && !isOpening() && !sequencer.isBehind() && upstream.isResting();
    }

    /** {@return whether frames have to wait until history is there} */
    boolean isOpening() {
        return !isAlone() && (historyWriter.isLoading() || upstream.isOpening());
    }

    /** Runs {@code task} behind those that wait already, when frames need not wait any more. */
    void afterOpening(Runnable task) {
        if (historyWriter.isLoading()) {
            historyWriter.afterLoad(task);
        } else {
            upstream.afterOpening(task);
        }
    }

    /** The last member has left. */
    void memberless() {
        if (!upstream.looksBackTo(log.reorderedTo())) {
            history.tighten();
            retain();
        }
        memberlessSince = home.nanoTime();
        home.onMemberless(this);
        upstream.memberless();
    }

    long memberlessSince() {
        return memberlessSince;
    }

    public HistoryWriter historyWriter() {
        return historyWriter;
    }

    Sequencer sequencer() {
        return sequencer;
    }

    public ChannelUpstream upstream() {
        return upstream;
    }

    boolean isClosed() {
        return closed;
    }

    /** A member has joined, and the channel has the frames that it brought. */
    void linkTo(Upstream server, MemberJoin join) {
        if (!ChannelUpstream.NONE.equals(upstream)) {
            upstream.joined(join);
            return;
        }
        upstream = server.open(this, join);
        followers = new Followers(feeds, upstream, historyWriter);
        upstream.pause(Cursor.Pause.CHANNEL, feeds.arePaused());
    }

    /** @param tag that of the answer to the last frame, null without one */
    void publish(HubMembership membership, ByteBuf in, int at, int bytes, int frames, @Nullable Long tag) {
        CloseReason outage = isAlone() ? null : historyWriter.outage();
        if (outage != null) {
            membership.refuse(frames, outage);
        } else if (sequencer.isOn()) {
            sequencer.propose(membership, RelayEntry.Kind.MESSAGES, in, at, bytes, frames,
                    tag == null ? null : () -> answer(membership, tag));
        } else {
            appendNew(membership, true, Newer.NONE, in, at, bytes, frames);
            if (tag != null) {
                answer(membership, tag);
            }
            flushIfFull();
        }
    }

    /** The newest message is that of {@code membership}; of a repeat the channel has the message already. */
    private void answer(HubMembership membership, long tag) {
        membership.answer(log.head(), tag, numbering.newest());
        flushLater();
    }

    @Override
    public void append(Publisher publisher, Newer newer, ByteBuf in, int at, int bytes, int frames) {
        assert home.isCurrent();
        long from = log.head();
        log.append(in, at, bytes, frames);
        retain();
        if (newer.isEmpty()) {
            publisher.onAppended(from, log.head(), frames);
        } else {
            LateFrames.withhold(roster, home.counters(), publisher, newer, from, in.nioBuffer(at, bytes));
            if (!history.isOff() && !historyWriter.keepsOrder()) {
                HistoryReorder.run(history, feeds, renumbering, newer.frames(), frames);
                retain();
            }
        }
        history.appended(in, at, bytes);
        if (!isAlone()) {
            historyWriter.appended(publisher);
        }
        home.counters().add(Counter.RECEIVED_FRAMES, frames);
        home.counters().add(Counter.RECEIVED_BYTES, bytes);
        compactIfCrowded();
        flushLater();
    }

    void compactIfCrowded() {
        if (history.isCrowded() && HistoryCompactor.run(log, history, feeds, historyWriter, upstream)) {
            retain();
        }
    }

    @Override
    public void flushLater() {
        home.flushQueue().flushLater(this);
    }

    @Override
    public void flushIfFull() {
        if (log.head() - flushed >= FLUSH_AT) {
            flush();
        }
    }

    /**
     * Appends the frames that the channel has not got by another way, which only a link makes possible.
     *
     * @param live  whether they are published now, and not brought back with a resync
     * @param newer the frames that are newer
     * @return how many frames that were
     */
    int appendNew(Publisher publisher, boolean live, Newer newer, ByteBuf in, int at, int bytes, int frames) {
        FrameFilter filter = isAlone() ? null : upstream.filter();
        if (filter == null) {
            append(publisher, newer, in, at, bytes, frames);
            return frames;
        }
        return RepeatSifter.sift(filter, publisher, live, in, at, bytes,
                (some, from, size, count) -> append(publisher, newer, some, from, size, count));
    }

    /** Followers hold what the log has added, before the log may let go of it. */
    void retain() {
        followers.retain();
    }

    @Override
    public void onResting() {
        if (members() == 0) {
            home.onMemberless(this);
        }
    }

    /** Tells all followers how far the log is; once a turn, or when a lot has come. */
    @Override
    public void flush() {
        assert home.isCurrent();
        flushed = log.head();
        announced = log.highWatermark();
        followers.flush();
        if (feeds.needBalance()) {
            onPauseChanged();
        }
    }

    /** {@return whether all readers know how far the log is} */
    boolean hasToldAll() {
        return announced == log.head() && !feeds.isBehind();
    }

    @Override
    public void onStalled(ReaderGroup group, boolean stalled) {
        home.runOnLoop(() -> {
            feeds.stalled(group, stalled);
            onPauseChanged();
        });
    }

    @Override
    public void onArrived() {
        if (feeds.arePaused()) {
            onPauseChanged();
        }
    }

    /** Forgets what it keeps for joiners; readers learn of it, since they hold it for slow members only now. */
    public void clearHistory() {
        history.clear();
        retain();
        upstream.onCleared();
        feeds.clear();
        flushLater();
    }

    /** Forgets what it keeps for joiners, and what is stored; {@code done} gets whether that is so. */
    void purge(Consumer<Boolean> done) {
        clearHistory();
        historyWriter.clear(done);
    }

    /**
     * Lets go of everything.
     *
     * @param then run when the store has let go of it, if it uses one
     */
    void close(Runnable then) {
        upstream.stopWaiting();
        closed = true;
        historyWriter.close(then);
        upstream.close();
        feeds.close();
        numbering.close();
        log.close();
    }

    /** Lets publishers wait while a reader is stalled, a loop is far behind, or the link or the sequencer is. */
    @Override
    public void onPauseChanged() {
        sequencer.stopTaking(feeds.needsPause());
        boolean pause = feeds.needsPause() || upstream.needsPause() || sequencer.needsPause();
        if (pause != feeds.arePaused()) {
            feeds.pausePublishers(pause);
            upstream.pause(Cursor.Pause.CHANNEL, pause);
            if (pause) {
                home.counters().add(Counter.PUBLISHER_PAUSES, 1);
            }
            context.events().publishersPaused(name, pause);
        }
    }

    /** {@return whether it has neither a store nor a link, so that frames need not ask them} */
    private boolean isAlone() {
        return followers.areFeeds();
    }
}
