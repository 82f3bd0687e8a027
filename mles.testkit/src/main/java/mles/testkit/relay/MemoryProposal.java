package mles.testkit.relay;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import mles.server.spi.Ack;
import mles.server.spi.RelayEntry;
import org.jspecify.annotations.Nullable;

/** One attempt to put an entry into a channel. It may arrive late, or twice; it is answered once. */
final class MemoryProposal {
    private final MemoryChannel channel;
    private final RelayEntry entry;
    private final Ack answer;
    private final AtomicBoolean answered = new AtomicBoolean();

    MemoryProposal(MemoryChannel channel, RelayEntry entry, Ack answer) {
        this.channel = channel;
        this.entry = StoredEntry.copy(entry);
        this.answer = answer;
    }

    /** {@return whether {@code other} is the same entry, maybe of another attempt} */
    boolean isOf(@Nullable RelayEntry other) {
        return other != null && entry.origin() == other.origin() && entry.batch() == other.batch();
    }

    void send() {
        channel.carry(Parcel.Kind.PROPOSAL, channel.proposals, this::arrive, this::fail);
    }

    private void arrive() {
        channel.take(entry);
        channel.carry(Parcel.Kind.ANSWER, channel.answers, this::stored, this::fail);
    }

    private void stored() {
        if (answered.compareAndSet(false, true) && channel.end(this)) {
            answer.stored();
        }
    }

    private void fail() {
        if (answered.compareAndSet(false, true) && channel.end(this)) {
            answer.failed(new IOException("memory: expected an answer to a proposal, was none"));
        }
    }
}
