package mles.server.channel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import mles.protocol.ChannelName;
import mles.server.delivery.Cursor;
import mles.server.log.LogPeek;
import mles.server.log.PeekedFrame;
import mles.server.metrics.ChannelStats;
import mles.server.metrics.MemberStats;

/**
 * Operators' view of single channels. Each method throws a {@link CompletionException} when an event loop does not answer.
 * Thread: any but an event loop.
 */
public final class ChannelInspector {
    private static final long SECONDS = 5;
    private static final Comparator<MemberStats> BY_LAG = Comparator.comparingLong(MemberStats::lag).reversed()
            .thenComparing(MemberStats::uid).thenComparingInt(member -> member.cid().value());

    private final Hubs hubs;

    public ChannelInspector(Hubs hubs) {
        this.hubs = hubs;
    }

    /** A channel on its home loop. */
    private record AtHome(ChannelStats stats, Optional<PeekedFrame> oldest, List<PeekedFrame> newest,
            List<HubMembership> members) {
    }

    /** {@return the figures of all channels, in any order} */
    public List<ChannelStats> all() {
        return gathered(hubs.loops().stream().map(loop -> {
            List<ChannelStats> found = new ArrayList<>();
            return LoopWalk.hubs(loop, hub -> found.add(hub.state())).thenApply(done -> found);
        }).toList());
    }

    /** {@return a channel with its members, if it is there} */
    public Optional<ChannelDetails> details(ChannelName name) {
        return atHome(name, hub -> new AtHome(hub.state(), LogPeek.first(hub.log()), LogPeek.last(hub.log(), 1),
                hub.roster().copy()))
                .map(channel -> new ChannelDetails(channel.stats(), channel.oldest().orElse(null),
                        channel.newest().isEmpty() ? null : channel.newest().getFirst(), members(channel.members())));
    }

    /** {@return the {@code most} newest frames of a channel's history, oldest first, if it is there} */
    public Optional<List<PeekedFrame>> newest(ChannelName name, int most) {
        return atHome(name, hub -> LogPeek.last(hub.log(), most));
    }

    private <T> Optional<T> atHome(ChannelName name, Function<Hub, T> question) {
        CompletableFuture<Optional<T>> answer = Hubs.askLater(hubs.homeOf(name),
                loop -> Optional.ofNullable(loop.find(name)).map(question));
        return answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    private static List<MemberStats> members(List<HubMembership> memberships) {
        Map<HubLoop, List<HubMembership>> byLoop = memberships.stream()
                .collect(Collectors.groupingBy(HubMembership::loop));
        List<MemberStats> members = gathered(byLoop.entrySet().stream().map(entry -> {
            List<MemberStats> found = new ArrayList<>();
            return LoopWalk.start(entry.getKey(), entry::getValue, each -> found.add(stats(each)))
                    .thenApply(done -> found);
        }).toList());
        return members.stream().sorted(BY_LAG).toList();
    }

    /** Thread: loop of the member. */
    private static MemberStats stats(HubMembership membership) {
        Cursor cursor = membership.cursor();
        return new MemberStats(membership.info().uid(), membership.info().cid(), membership.info().remote(),
                membership.kind(), cursor.lag(), cursor.isSlow());
    }

    private static <T> List<T> gathered(List<CompletableFuture<List<T>>> parts) {
        List<CompletableFuture<List<T>>> bounded = parts.stream().map(part -> part.orTimeout(SECONDS, TimeUnit.SECONDS))
                .toList();
        return bounded.stream().map(CompletableFuture::join).flatMap(List::stream).toList();
    }
}
