package mles.client;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mles.protocol.ConnectionId;
import mles.protocol.CloseReason;
import mles.protocol.Message;
import org.jspecify.annotations.Nullable;

/** The user's side of a session; {@link SessionLoop} and {@link Writer} are the other side, and touch the socket alone. */
final class DefaultSession implements Session {
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final JoinFrames joinFrames;
    private final @Nullable Seal seal;
    private final Inbox inbox;
    private final Outbox outbox;
    private final SessionLoop sessionLoop;

    private DefaultSession(ClientConfig config, JoinFrames joinFrames, @Nullable Seal seal) {
        this.seal = seal;
        this.joinFrames = joinFrames;
        inbox = new Inbox(config.inbox());
        MessageNumbers numbers = config.numbered() ? new MessageNumbers() : null;
        Repeats repeats = config.reconnect() == null ? null : new Repeats();
        outbox = new Outbox(numbers, repeats);
        sessionLoop = new SessionLoop(config, joinFrames, outbox,
                new Intake(joinFrames, seal, inbox, repeats, numbers, new News(config.listener(), this)));
    }

    /** {@return a session that has joined with a message} With reconnect it goes behind the join, where it has a number. */
    static Session open(ClientConfig config, String uid, String channel, byte[] first) {
        Seal seal = config.seal(channel);
        JoinFrames joinFrames = JoinFrames.message(uid, channel, Seal.close(seal, uid, first));
        if (config.reconnect() == null || first.length == 0) {
            return open(config, joinFrames, seal);
        }
        Session session = open(config, joinFrames.again(), seal);
        try {
            session.send(first);
            return session;
        } catch (MlesException e) {
            session.close();
            throw e;
        }
    }

    /** {@return a session that has joined with frames as they are, sealed or not} */
    static Session open(ClientConfig config, JoinFrames joinFrames) {
        return open(config, joinFrames, config.seal(joinFrames.channel()));
    }

    private static Session open(ClientConfig config, JoinFrames joinFrames, @Nullable Seal seal) {
        DefaultSession session = new DefaultSession(config, joinFrames, seal);
        Thread.ofVirtual().name("mles-reader").start(session.sessionLoop);
        try {
            session.sessionLoop.awaitJoin();
            return session;
        } catch (InterruptedException e) {
            session.sessionLoop.cut();
            throw new InterruptedWaitException("to join", e);
        }
    }

    @Override
    public String uid() {
        return joinFrames.uid();
    }

    @Override
    public String channel() {
        return joinFrames.channel();
    }

    @Override
    public ConnectionId cid() {
        return sessionLoop.latestJoin().cid();
    }

    @Override
    public boolean isOpen() {
        return !outbox.isClosed();
    }

    @Override
    public void send(byte[] message) {
        sendNumbered(message(message));
    }

    @Override
    public void send(String utf8) {
        sendNumbered(Message.of(uid(), channel(), utf8));
    }

    @Override
    public void send(byte[] message, long key) {
        try {
            outbox.send(cid(), key, encode(message(message)));
        } catch (InterruptedException e) {
            throw new InterruptedWaitException("to send", e);
        }
    }

    private Message message(byte[] content) {
        return new Message(uid(), channel(), ByteBuffer.wrap(content));
    }

    private ByteBuffer encode(Message message) {
        return (seal == null ? message : message(seal.close(uid(), message.payload()))).encode();
    }

    private void sendNumbered(Message message) {
        try {
            outbox.sendNumbered(cid(), sessionLoop.latestJoin().key(), encode(message));
        } catch (InterruptedException e) {
            throw new InterruptedWaitException("to send", e);
        }
    }

    @Override
    public Received receive() throws InterruptedException {
        return inbox.take();
    }

    @Override
    public Optional<Received> receive(Duration max) throws InterruptedException {
        return inbox.poll(TimeUnit.NANOSECONDS.convert(max));
    }

    @Override
    public Iterator<Received> iterator() {
        return new ReceivedIterator(inbox);
    }

    @Override
    public boolean finish(Duration max) throws InterruptedException {
        leave();
        return sessionLoop.awaitEnd(max) && outcome() == Outcome.TAKEN;
    }

    @Override
    public Outcome outcome() {
        return sessionLoop.outcome();
    }

    @Override
    public void close() {
        sessionLoop.stayDown();
        leave();
        try {
            if (outbox.isUp()) {
                // closing with unread input would send RST and destroy what the server has not read yet
                sessionLoop.awaitEnd(LONGEST_CLOSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sessionLoop.cut();
    }

    private void leave() {
        outbox.close(CloseReason.LEFT);
        inbox.discard();
    }

    /** Tells the connection id and whether the session is open. */
    @Override
    public String toString() {
        return "Session[cid " + cid() + (isOpen() ? ", open]" : ", over]");
    }
}
