package mles.client;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.CloseReason;
import mles.protocol.Message;

/** The user's side of a session; {@link Upkeep} and {@link Writer} are the other side, and touch the socket alone. */
final class LiveSession implements Session {
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final Greeting greeting;
    private final Inbox inbox;
    private final Outbox outbox;
    private final Upkeep upkeep;

    private LiveSession(Settings settings, Greeting greeting) {
        this.greeting = greeting;
        inbox = new Inbox(settings.inbox());
        outbox = new Outbox(settings.reconnect() != null);
        upkeep = new Upkeep(settings, this, greeting, inbox, outbox);
    }

    static Session open(Settings settings, Greeting greeting) {
        LiveSession session = new LiveSession(settings, greeting);
        Thread.ofVirtual().name("mles-reader").start(session.upkeep);
        try {
            session.upkeep.awaitJoin();
            return session;
        } catch (InterruptedException e) {
            session.upkeep.cut();
            throw new InterruptedWaitException("to join", e);
        }
    }

    @Override
    public String uid() {
        return greeting.uid();
    }

    @Override
    public String channel() {
        return greeting.channel();
    }

    @Override
    public ConnectionId cid() {
        return upkeep.latestJoin().cid();
    }

    @Override
    public boolean isOpen() {
        return !outbox.isClosed();
    }

    @Override
    public void send(byte[] message) {
        send(message, upkeep.latestJoin().key());
    }

    @Override
    public void send(String utf8) {
        send(Message.of(uid(), channel(), utf8), upkeep.latestJoin().key());
    }

    @Override
    public void send(byte[] message, long key) {
        send(new Message(uid(), channel(), ByteBuffer.wrap(message)), key);
    }

    private void send(Message message, long key) {
        try {
            outbox.send(Frame.of(cid(), key, message));
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
        return upkeep.awaitEnd(max) && outcome() == Outcome.TAKEN;
    }

    @Override
    public Outcome outcome() {
        return upkeep.outcome();
    }

    @Override
    public void close() {
        upkeep.stayDown();
        leave();
        try {
            if (outbox.isUp()) {
                // closing with unread input would send RST and destroy what the server has not read yet
                upkeep.awaitEnd(LONGEST_CLOSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        upkeep.cut();
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
