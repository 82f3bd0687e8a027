package mles.client;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import mles.protocol.ConnectionId;

/**
 * One uid on one channel, over one connection at a time. Thread-safe. Waits can be interrupted; an interrupt never closes
 * the session and never cuts a message in two. Iterating is receiving: the loop ends after the last message of a session
 * that ended in good order, and throws what {@link #receive()} throws otherwise.
 *
 * <p>
 * Received and not yet taken are at most the client's {@code inbox} bytes of frames, or one frame; then the connection is
 * not read until something is taken, and not made again either; in the end the server closes a session that stays behind too
 * far, so a session that only sends has to receive as well. Replayed history
 * comes like any other message, but what this session sent itself.
 *
 * <p>
 * <b>With reconnect</b> each message is received once and in order, over any number of connections, or
 * {@link SessionListener#gap} tells that and {@link Received#isAfterGap} tells where it may be otherwise. What the server
 * replays is matched with what was received, by its order in the one log of the channel. In that,
 * <ul>
 * <li>the last 65 536 messages and 1024 empty ones in a row are known, and the numbers of 4096 sessions. Of a longer history,
 * messages without number are received again, after a gap;
 * <li>messages that are equal in all bytes, key field included, are told apart by their place only. Where that leaves a choice
 * they count as repeats, until it was quiet for ten times {@code settle}, or for 2 min where no replay comes. Messages of
 * clients with {@link MlesClient.Builder#numbered numbers} are never equal;
 * <li>a server that has lost its history, or that never received anything, counts as a gap;
 * <li>empty messages are presence: a server may drop them from history, so one may be missing behind a reconnect;
 * <li>messages without number that another client of the same uid sent while this session was away are not received.
 * </ul>
 *
 * <p>
 * Sent messages are kept until they are confirmed, by a replay that has them or by {@link #finish}: at most 16 384, or 8 MiB;
 * those sent last. After a reconnect the replay is searched for them, and those that are not in it are sent again, in order,
 * before anything new. A replay has no end that the wire tells. If messages are not found once it is quiet for {@code settle}
 * (or ten times that, on a busy channel), the session leaves an empty message with a number and joins once more: the replay that
 * brings this mark has brought everything that arrived before it. Without numbers, or after two marks that do not come back, for
 * {@code settle} times ten, the replay counts as over. What v1 cannot tell:
 * <ul>
 * <li>when a message has arrived, before the next reconnect or {@link #finish}, and when another member has it: ever;
 * <li>whether a message arrived that a short history, or none, has dropped since. It is sent again, after
 * {@link SessionListener#gap}; sessions of this client drop it by its number, other receivers get it twice;
 * <li>what is still under way on an earlier connection. With a shared key a server takes a new connection only when the
 * earlier one is gone. With address keys, and between servers of a cluster or behind peers, a late message may be in the log
 * twice; sessions of this client with reconnect receive it once.
 * </ul>
 */
public interface Session extends AutoCloseable, Iterable<Received> {

    /** {@return the own name} */
    String uid();

    /** {@return the channel's name} */
    String channel();

    /** {@return the connection id; in address mode a reconnect changes it} */
    ConnectionId cid();

    /** {@return whether messages can be sent: not finished, not closed, not ended by the server; true while reconnecting} */
    boolean isOpen();

    /**
     * Publishes a message. Returns when the message is on its way, not when it has arrived; waits while more than a
     * mebibyte is under way and, with reconnect, while there is no connection. Messages of one thread keep their order.
     *
     * @throws mles.protocol.ProtocolException {@code TOO_LARGE} when the encoded message exceeds 16 777 215 bytes
     * @throws SessionClosedException          when the session is over
     * @throws InterruptedWaitException        when the wait was interrupted; nothing is sent then
     */
    void send(byte[] message);

    /**
     * Publishes {@code utf8} as UTF-8, otherwise like {@link #send(byte[])}.
     *
     * @throws mles.protocol.ProtocolException also {@code BAD_TEXT} when it holds half a surrogate pair
     */
    void send(String utf8);

    /**
     * Publishes like {@link #send(byte[])}, with {@code key} in the key field, which is free after joining (SPEC 3.5). With
     * reconnect, messages that are equal in key and content are then not told apart.
     */
    void send(byte[] message, long key);

    /**
     * {@return the next message; waits for one}
     *
     * @throws SessionClosedException when the session is over and everything received was taken
     */
    Received receive() throws InterruptedException;

    /**
     * {@return the next message, or nothing when none came within {@code max}}
     *
     * @throws SessionClosedException when the session is over and everything received was taken
     */
    Optional<Received> receive(Duration max) throws InterruptedException;

    /**
     * Ends the sending side and waits until the server has closed in turn, which it does after it took everything (SPEC
     * 5.4). A server of this project says then with a receipt how much it took; that is the one proof that the wire has.
     * From here on nothing can be sent, and what still comes in is dropped; what had come before can be received.
     * With reconnect a connection that is down is waited for, and one that breaks before the server's answer is made again.
     * {@link #close()} is still due afterwards.
     *
     * @param max the longest to wait
     * @return true when the server said that it took every message of the present connection. False in all other cases:
     *         messages may be lost, and {@link #outcome()} tells more
     */
    boolean finish(Duration max) throws InterruptedException;

    /**
     * {@return the outcome of the session; open until it is over} Behind a server that gives no receipts a session never ends
     * as {@link Outcome#TAKEN}; to see a message come back on a second session is the proof there.
     */
    Outcome outcome();

    /**
     * Ends the session: like {@link #finish} for at most 5 s, then the connection is closed whatever came. A session that
     * is just reconnecting ends at once, and messages that wait are lost. Idempotent. An interrupt ends the wait, not the
     * closing.
     */
    @Override
    void close();

    /** {@return the messages from here on, for one loop; an interrupted wait throws {@link InterruptedWaitException}} */
    @Override
    Iterator<Received> iterator();
}
