package mles.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import mles.protocol.Frame;
import mles.protocol.FrameReader;
import mles.protocol.Header;
import mles.protocol.ProtocolException;
import mles.protocol.Receipt;

/** One message over a connection of its own, on the thread that asks for it. */
final class SinglePublication {
    private final ClientConfig config;
    private final Duration most;
    private final FrameReader frames = new FrameReader(Header.MAX_PAYLOAD);
    private boolean heard;

    /** @param most the longest wait for the server's end */
    SinglePublication(ClientConfig config, Duration most) {
        this.config = config;
        this.most = most;
    }

    Outcome publish(String uid, String channel, byte[] message) {
        byte[] content = Seal.close(config.seal(channel), uid, message);
        return new Dialer(config).dial(JoinFrames.message(uid, channel, content), this::publish);
    }

    private Outcome publish(Connection connection, Frame message) {
        long from = System.nanoTime();
        try {
            connection.write(List.of(message));
            connection.halfClose();
            if (!awaitEnd(connection, from)) {
                return Outcome.OPEN;
            }
            Receipt receipt = Receipt.read(frames.rest(), message.cid());
            return receipt == null ? unanswered(connection, from, Outcome.UNTOLD) : outcome(receipt);
        } catch (IOException e) {
            return unanswered(connection, from, Outcome.LOST);
        } catch (ProtocolException e) {
            return Outcome.LOST;
        } finally {
            connection.close();
        }
    }

    /** {@return whether the stream ended in time} */
    private boolean awaitEnd(Connection connection, long from) throws IOException {
        for (Duration left = most; left.isPositive(); left = most.minusNanos(System.nanoTime() - from)) {
            ByteBuffer bytes = connection.receive(Math.clamp(left.toMillis(), 1, Integer.MAX_VALUE));
            if (bytes == null) {
                return true;
            }
            heard |= bytes.hasRemaining();
            // The server sends to a member that reads only: history and messages of others are taken, and dropped.
            frames.read(bytes, frame -> {
            });
        }
        return false;
    }

    private static Outcome outcome(Receipt receipt) {
        return receipt.frames() == 1 ? Outcome.TAKEN : Outcome.LOST;
    }

    /** {@return the outcome without a receipt} An end before anything came is a refusal, soon or late. */
    private Outcome unanswered(Connection connection, long from, Outcome ifHeard) {
        if (heard) {
            return ifHeard;
        }
        if (System.nanoTime() - from < connection.refusal(config.settle()).toNanos()) {
            throw new RefusedException(config.server());
        }
        return Outcome.REFUSED;
    }
}
