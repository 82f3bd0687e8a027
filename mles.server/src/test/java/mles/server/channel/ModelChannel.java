package mles.server.channel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import org.jspecify.annotations.Nullable;

/** Model of a channel, with plain lists (SPEC 5.1 to 5.3). It changes in the order of the home loop. */
final class ModelChannel {
    private static final long SECOND = 1_000_000_000;

    private final Map<ConnectionId, ModelMember> members = new LinkedHashMap<>();
    private final List<Entry> history = new ArrayList<>();
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
            resync(newcomer, first.subList(0, isOff() ? 1 : first.size()));
        } else {
            append(newcomer, first);
        }
    }

    void append(ModelMember publisher, List<byte[]> batch) {
        append(publisher, batch, List.of(), 0);
    }

    /**
     * @param newer  what counts as newer, and is at the end of history as far as that has it
     * @param beside how many frames are behind that
     */
    private void append(ModelMember publisher, List<byte[]> batch, List<ByteBuffer> newer, int beside) {
        if (batch.isEmpty()) {
            return;
        }
        List<Entry> behind = newer.stream().allMatch(ModelChannel::isEmpty)
                ? List.of()
                : List.copyOf(history.subList(Math.max(0, history.size() - newer.size() - beside), history.size()));
        Span shared = share(behind);
        List<Entry> added = new ArrayList<>();
        for (byte[] frame : batch) {
            head += frame.length;
            bytes += frame.length;
            frames++;
            ByteBuffer view = ByteBuffer.wrap(frame);
            boolean old = newer.stream().anyMatch(said -> !isEmpty(said) && said.getInt(4) == view.getInt(4));
            members.values().stream().filter(member -> !old && !member.equals(publisher))
                    .forEach(member -> member.expect(frame));
            Span now = spanOf();
            added.add(new Entry(view, isEmpty(view), shared == null ? now : shared));
        }
        history.addAll(history.size() - behind.size(), added);
        if (isOff()) {
            history.clear();
        }
        while (messages() > limits.retention().maxFrames() || historyBytes() > limits.retention().maxBytes()) {
            history.removeFirst();
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

    /** {@return the head of the log, which began when there was last nothing of the channel} */
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
        return limits.retention().maxFrames() == 0 || limits.retention().maxBytes() == 0;
    }

    private long messages() {
        return history.stream().filter(entry -> !entry.isEmpty()).count();
    }

    private void dropEmptyJoins() {
        long surplus = history.size() - messages() - limits.retention().maxFrames();
        if (surplus <= limits.retention().maxFrames()) {
            return;
        }
        for (Iterator<Entry> entries = history.iterator(); surplus > 0;) {
            if (entries.next().isEmpty()) {
                entries.remove();
                surplus--;
            }
        }
    }

    /** An item that the channel lacks has its place behind the last item before it that the channel has. */
    private void resync(ModelMember newcomer, List<byte[]> items) {
        List<ByteBuffer> had = new ArrayList<>(history.stream().map(Entry::frame).toList());
        Set<Integer> taken = new HashSet<>();
        List<byte[]> run = new ArrayList<>();
        int place = 0;
        int beside = 0;
        for (int i = 0; i < items.size(); i++) {
            ByteBuffer item = ByteBuffer.wrap(items.get(i));
            int known = IntStream.range(0, had.size()).filter(at -> !taken.contains(at) && had.get(at).equals(item))
                    .findFirst().orElse(-1);
            if (known >= 0) {
                taken.add(known);
                append(newcomer, run, had.subList(place, had.size()), beside);
                run.clear();
                place = i == 0 ? place : Math.max(place, known + 1);
            } else if (i == 0) {
                append(newcomer, List.of(items.get(i)));
                beside = 1;
            } else {
                run.add(items.get(i));
            }
        }
        append(newcomer, run, had.subList(place, had.size()), beside);
    }

    /** Frames that change places get too old together. */
    private @Nullable Span share(List<Entry> behind) {
        if (behind.isEmpty()) {
            return null;
        }
        Span shared = new Span(behind.getFirst().span().since);
        shared.last = behind.getLast().span().last;
        List<Span> old = behind.stream().map(Entry::span).distinct().toList();
        history.replaceAll(
                entry -> old.contains(entry.span()) ? new Entry(entry.frame(), entry.isEmpty(), shared) : entry);
        span = shared;
        return shared;
    }

    private static boolean isEmpty(ByteBuffer frame) {
        return Frame.endsEmpty(frame, 0, frame.limit());
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
        while (limits.retention().maxAge().toNanos() > 0 && !history.isEmpty()
                && clock.getAsLong() - history.getFirst().span().last > limits.retention().maxAge().toNanos()) {
            history.removeFirst();
        }
    }
}
