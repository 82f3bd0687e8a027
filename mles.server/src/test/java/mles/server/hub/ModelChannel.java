package mles.server.hub;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import org.jspecify.annotations.Nullable;

/** What a channel has to do, told with plain lists (SPEC 5.1 to 5.3). It changes in the order of the home loop. */
final class ModelChannel {
    private static final long SECOND = 1_000_000_000;

    private final Map<ConnectionId, ModelMember> members = new LinkedHashMap<>();
    private final ArrayDeque<Entry> history = new ArrayDeque<>();
    private final HubLimits limits;
    private final LongSupplier clock;
    private @Nullable Span span;
    private long head;
    private long bytes;
    private long frames;

    /** Frames that came within one second, and so get too old together. */
    private static final class Span {
        private final long since;
        private long last;

        Span(long since) {
            this.since = since;
        }
    }

    private record Entry(ByteBuffer frame, boolean isEmpty, Span span) {
    }

    ModelChannel(HubLimits limits, LongSupplier clock) {
        this.limits = limits;
        this.clock = clock;
    }

    boolean hasMember(ConnectionId cid) {
        return members.containsKey(cid);
    }

    Collection<ModelMember> members() {
        return members.values();
    }

    void join(ModelMember newcomer, List<byte[]> first, boolean isResync) {
        expire();
        history.forEach(entry -> newcomer.expect(entry.frame().array()));
        members.put(newcomer.info().cid(), newcomer);
        if (isResync) {
            fresh(first).forEach(frame -> append(newcomer, List.of(frame)));
        } else {
            append(newcomer, first);
        }
    }

    void append(ModelMember publisher, List<byte[]> batch) {
        for (byte[] frame : batch) {
            head += frame.length;
            bytes += frame.length;
            frames++;
            members.values().stream().filter(member -> !member.equals(publisher))
                    .forEach(member -> member.expect(frame));
            ByteBuffer view = ByteBuffer.wrap(frame);
            history.add(new Entry(view, Frame.endsEmpty(view, 0, frame.length), spanOf()));
        }
        if (isOff()) {
            history.clear();
        }
        while (messages() > limits.historyFrames() || historyBytes() > limits.historyBytes()) {
            history.remove();
        }
        expire();
        dropEmptyJoins();
    }

    void leave(ModelMember member) {
        members.remove(member.info().cid());
        forget();
    }

    void purge() {
        history.clear();
        span = null;
        forget();
    }

    List<byte[]> history() {
        return history.stream().map(entry -> entry.frame().array()).toList();
    }

    /** {@return how far the log is, which began when there was last nothing of the channel} */
    long head() {
        return head;
    }

    /** {@return bytes ever appended} */
    long bytes() {
        return bytes;
    }

    /** {@return frames ever appended} */
    long frames() {
        return frames;
    }

    long historyBytes() {
        return history.stream().mapToLong(entry -> entry.frame().capacity()).sum();
    }

    private void forget() {
        if (members.isEmpty() && history.isEmpty()) {
            head = 0;
        }
    }

    private boolean isOff() {
        return limits.historyFrames() == 0 || limits.historyBytes() == 0;
    }

    private long messages() {
        return history.stream().filter(entry -> !entry.isEmpty()).count();
    }

    private void dropEmptyJoins() {
        long surplus = history.size() - messages() - limits.historyFrames();
        if (surplus <= limits.historyFrames()) {
            return;
        }
        for (Iterator<Entry> entries = history.iterator(); surplus > 0;) {
            if (entries.next().isEmpty()) {
                entries.remove();
                surplus--;
            }
        }
    }

    private List<byte[]> fresh(List<byte[]> items) {
        Map<ByteBuffer, Integer> stored = new HashMap<>();
        history.forEach(entry -> stored.merge(entry.frame(), 1, Integer::sum));
        return items.subList(0, isOff() ? 1 : items.size()).stream()
                .filter(item -> stored.merge(ByteBuffer.wrap(item), -1, Integer::sum) < 0).toList();
    }

    private Span spanOf() {
        long now = clock.getAsLong();
        if (span == null || now - span.since >= SECOND) {
            span = new Span(now);
        }
        span.last = now;
        return span;
    }

    private void expire() {
        while (limits.historyNanos() > 0 && !history.isEmpty()
                && clock.getAsLong() - history.peek().span().last > limits.historyNanos()) {
            history.remove();
        }
    }
}
