package mles.server.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.channel.FakeMember;
import mles.server.channel.HubLimits;
import mles.server.channel.HubRig;
import mles.server.log.TestFrames;
import mles.server.metrics.Counter;
import mles.server.spi.Position;
import mles.server.spi.RelayEntry.Kind;
import mles.server.spi.RelayEntry;

/** A channel of a cluster on one server, beside an engine that does what the test says. */
abstract class ClusterRig {
    static final long ORIGIN = 7;
    static final long ELSEWHERE = 8;
    static final long EPOCH = 3;
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final Duration IDLE = Duration.ofMinutes(1);
    static final int LARGEST = 1000;

    final FakeRelay relay = new FakeRelay(LARGEST);
    final HubRig rig = new HubRig(2, limits(), relay, PATIENCE, ORIGIN);
    Position newest = Position.START;
    long elsewhere;

    static HubLimits limits() {
        HubLimits limits = HubRig.limits(100, 1 << 20);
        return new HubLimits(limits.retention(), limits.slowReaders(), limits.channels(), IDLE.toNanos(),
                limits.heapBytes(), limits.nameBytes(), limits.memoryStepNanos());
    }

    /** The channel has no history any more, so that it ends with its last member. */
    void forget() {
        rig.loops.on(rig.home("c"), () -> rig.hub("c").clearHistory());
    }

    FakeMember join(int loop) {
        FakeMember member = rig.join("c", loop);
        if (rig.hub("c").historyWriter().isLoading()) {
            live();
        }
        takeAll();
        return member;
    }

    /** Takes all proposals, and brings them back. */
    void takeAll() {
        while (!relay.proposals.isEmpty()) {
            FakeRelay.Proposal next = relay.proposals.remove();
            next.answer().stored();
            give(next.entry());
        }
    }

    void give(Kind kind, byte[] frames) {
        give(entry(kind, frames));
    }

    void give(RelayEntry entry) {
        Position before = newest;
        newest = next();
        relay.sink().entry(newest, before, entry, 0);
        rig.loops.runAll();
    }

    void give(Position before, Kind kind, byte[] frames) {
        relay.sink().entry(newest, before, entry(kind, frames), 0);
        rig.loops.runAll();
    }

    RelayEntry entry(Kind kind, byte[] frames) {
        return new RelayEntry(kind, ELSEWHERE, ++elsewhere, ByteBuffer.wrap(frames).asReadOnlyBuffer(), 1);
    }

    Position next() {
        return new Position(newest.epoch() == 0 ? EPOCH : newest.epoch(), newest.number() + 1);
    }

    void live() {
        relay.sink().live(newest.number() == 0 ? new Position(EPOCH, 0) : newest);
        if (newest.number() == 0) {
            newest = new Position(EPOCH, 0);
        }
        rig.loops.runAll();
    }

    long count(Counter counter) {
        return rig.hubs.count(counter);
    }

    /** Ends the channel, after which everything is given back. */
    void close() {
        rig.loops.ask(() -> rig.control.closeMembers(CloseReason.SHUTDOWN, Duration.ZERO));
        rig.settle();
        rig.close();
    }

    static byte[] frames(RelayEntry entry) {
        return TestFrames.bytes(entry.frames());
    }

    static byte[] emptyJoin(int cid) {
        return TestFrames.bytes(Frame.of(new ConnectionId(cid), 1, Message.of("u", "c", "")).bytes());
    }

    /** Fails the proposal that waits, and lets the channel ask what the engine has. */
    FakeRelay.Proposal fail(String why) {
        FakeRelay.Proposal proposal = relay.proposals.remove();
        proposal.answer().failed(new IOException(why));
        rig.loops.runAll();
        rig.pass(TimeUnit.SECONDS.toNanos(1));
        return proposal;
    }
}
