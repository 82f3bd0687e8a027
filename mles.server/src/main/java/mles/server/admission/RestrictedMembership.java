package mles.server.admission;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import mles.protocol.CloseReason;
import mles.protocol.FirstScan;
import mles.protocol.Header;
import mles.protocol.ProtocolException;
import mles.server.spi.MemberInfo;
import mles.server.transport.Membership;

/**
 * The membership of one who may not send whatever he likes: nothing at all, or only what bears the names that he joined with.
 * The first frame that breaks that ends it, and neither that nor what comes behind it is taken.
 */
final class RestrictedMembership implements Membership {
    private static final int MOST_BYTES_OF_A_CHAR = 3;

    private final Membership membership;
    private final String uid;
    private final String channel;
    private final long longestName;
    private final boolean publishes;
    private boolean over;

    /** @param publishes whether it may send under its own names */
    RestrictedMembership(Membership membership, MemberInfo joined, boolean publishes) {
        this.membership = membership;
        this.uid = joined.uid();
        this.channel = joined.channel().text();
        this.longestName = (long) MOST_BYTES_OF_A_CHAR * Math.max(uid.length(), channel.length());
        this.publishes = publishes;
    }

    @Override
    public void publish(ByteBuf in, int at, int bytes, int frames) {
        Good good = good(in.nioBuffer(at, bytes));
        if (good.frames() > 0) {
            membership.publish(in, at, good.bytes(), good.frames());
        }
        drop(in, at + good.bytes(), bytes - good.bytes(), frames - good.frames());
    }

    @Override
    public void publish(ByteBuf in, int at, int bytes, int frames, long tag) {
        if (good(in.nioBuffer(at, bytes)).frames() == frames) {
            membership.publish(in, at, bytes, frames, tag);
        } else {
            drop(in, at, bytes, frames);
        }
    }

    /** The frames at the begin of a batch that it may send. */
    private record Good(int bytes, int frames) {
    }

    private Good good(ByteBuffer batch) {
        int good = 0;
        int count = 0;
        while (!over && publishes && good < batch.limit()) {
            int size = Header.frameSize(batch, good);
            if (!bearsItsNames(batch.slice(good + Header.SIZE, size - Header.SIZE))) {
                break;
            }
            good += size;
            count++;
        }
        return new Good(good, count);
    }

    private void drop(ByteBuf in, int at, int bytes, int frames) {
        if (frames > 0) {
            leave(CloseReason.NOT_ALLOWED);
            // Of one who has left it is counted as dropped.
            membership.publish(in, at, bytes, frames);
        }
    }

    @Override
    public boolean mayHold() {
        return membership.mayHold();
    }

    @Override
    public void written(boolean success) {
        membership.written(success);
    }

    @Override
    public void leave(CloseReason reason) {
        if (!over) {
            over = true;
            membership.leave(reason);
        }
    }

    private boolean bearsItsNames(ByteBuffer payload) {
        try {
            FirstScan scan = FirstScan.of(payload, longestName);
            scan.checkMessage();
            return uid.equals(scan.uid()) && channel.equals(scan.channel());
        } catch (ProtocolException e) {
            return false;
        }
    }
}
