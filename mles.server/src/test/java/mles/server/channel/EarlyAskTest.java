package mles.server.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.List;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.delivery.NumberedFormat;
import mles.server.log.TestFrames;
import mles.server.spi.HistorySync;
import mles.server.spi.MemberInfo;
import mles.server.store.FakeStore;
import mles.server.transport.JoinOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members that publish or leave as soon as they are told that they have joined a channel, which was loaded for them. */
class EarlyAskTest {
    private static final JoinOptions QUIET = new JoinOptions(true, null);

    private final HubRig rig = new HubRig(2, HubRig.limits(10, 1 << 20), new FakeStore(), HistorySync.NONE);
    private final String channel = rig.channelAt(0, 0);

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatIsPublishedThenIsTakenInOrder(int loop) {
        FakeMember early = member(loop);
        early.onJoined(() -> {
            ask(early, 5);
            ask(early, 6);
        });
        join(early);
        rig.ask(early, rig.frames.ofSize(40), 7);
        rig.settle();
        assertEquals(List.of("5=1", "6=2", "7=3"), early.published());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aMemberThatLeavesThenIsGone(int loop) {
        FakeMember early = member(loop);
        early.onJoined(() -> {
            ask(early, 5);
            early.membership().leave(CloseReason.LEFT);
        });
        join(early);
        assertEquals(CloseReason.LEFT, early.closed());
        FakeMember next = member(0);
        join(next);
        assertEquals(1, next.answer().newest().number(), "its message stays");
        assertEquals(1, rig.hub(channel).members());
    }

    private FakeMember member(int loop) {
        return new FakeMember(rig.loops, rig.loops.get(loop), NumberedFormat.INSTANCE);
    }

    private void join(FakeMember member) {
        rig.joinSoon(new MemberInfo("ann", new ChannelName(channel), new ConnectionId(7),
                InetSocketAddress.createUnresolved("member", 1)), member,
                new JoinPayload(TestFrames.buffer(rig.frames.emptyJoin()), 1, false, QUIET));
        rig.settle();
    }

    private void ask(FakeMember member, long tag) {
        ByteBuf in = TestFrames.buffer(rig.frames.ofSize(40));
        member.membership().publish(in, 0, in.readableBytes(), 1, tag);
        in.release();
    }
}
