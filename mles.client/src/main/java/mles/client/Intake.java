package mles.client;

import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * Way of the frames that come in, over all connections of a session: what is no message, or a repeat, is left out. For the
 * thread that reads.
 */
final class Intake {
    private final JoinFrames joinFrames;
    private final OwnConnectionIds ownIds = new OwnConnectionIds();
    private final @Nullable Seal seal;
    private final Inbox inbox;
    private final @Nullable Repeats repeats;
    private final @Nullable MessageNumbers numbers;
    private final News news;
    private @Nullable Replay replay;
    private long undecodable;

    /**
     * @param seal    null where the session has no secret
     * @param repeats null where there is no reconnect
     * @param numbers those of this session; null where it has none
     */
    Intake(JoinFrames joinFrames, @Nullable Seal seal, Inbox inbox, @Nullable Repeats repeats,
            @Nullable MessageNumbers numbers, News news) {
        this.seal = seal;
        this.joinFrames = joinFrames;
        this.inbox = inbox;
        this.repeats = repeats;
        this.numbers = numbers;
        this.news = news;
    }

    News news() {
        return news;
    }

    /** A connection begins, which joined with {@code join}. */
    void begin(Frame join) {
        ownIds.add(join.cid());
    }

    /** A connection after the first one begins: history is replayed. */
    void beginReplay(Replay begun) {
        replay = begun;
        if (repeats != null) {
            repeats.begin();
        }
    }

    /** {@return the search for sent frames that is under way} */
    @Nullable
    Replay replay() {
        return replay;
    }

    void endReplay() {
        replay = null;
    }

    /** {@return whether repeats are still to come, as far as that can be told} */
    boolean isRepeating() {
        return repeats != null && repeats.isRunning();
    }

    /** Nothing came for long. */
    void quiet() {
        if (repeats != null) {
            repeats.quiet();
        }
    }

    /** {@return whether a replay in which none of {@code sent} was found must have had all of them that arrived} */
    boolean reachesBefore(SentFrames.Snapshot sent) {
        return repeats != null && !sent.isCut() && repeats.reachesBefore(sent.received());
    }

    void take(Frame frame) {
        try {
            Message message = Incoming.message(frame);
            if (message != null) {
                take(frame, message);
            }
        } catch (ProtocolException e) {
            undecodable++;
            news.tell((listener, session) -> listener.undecodable(session, frame, undecodable));
        }
    }

    /** Nothing comes any more. */
    void end(CloseReason reason) {
        inbox.end(reason);
    }

    private void take(Frame frame, Message message) {
        boolean own = message.uid().equals(joinFrames.uid()) && ownIds.contain(frame.cid());
        Repeats.Verdict verdict = judge(frame, message, own);
        if (verdict == Repeats.Verdict.REPEAT) {
            return;
        }
        boolean gap = verdict == Repeats.Verdict.NEW_AFTER_GAP;
        if (gap) {
            news.tell(SessionListener::gap);
        }
        Opened opened = Opened.of(seal, message);
        inbox.put(new Received(message.uid(), message.channel(), opened.content(), opened.sealing(), own, gap, frame));
    }

    private Repeats.Verdict judge(Frame frame, Message message, boolean own) {
        if (repeats == null) {
            return Repeats.Verdict.NEW;
        }
        if (!own || isOfOtherSession(frame.key())) {
            return repeats.other(frame, message);
        }
        if (replay != null) {
            replay.see(frame);
        }
        return repeats.own(frame, message);
    }

    /** {@return whether another session of the same name sent it, before this one or while it was away} */
    private boolean isOfOtherSession(long key) {
        return MessageNumbers.isNumber(key) && (numbers == null || !numbers.contain(key));
    }
}
