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
        ByteBuffer view = in.nioBuffer(at, bytes);
        int good = 0;
        int count = 0;
        while (!over && good < bytes) {
            int size = Header.frameSize(view, good);
            if (!publishes || !bearsItsNames(view.slice(good + Header.SIZE, size - Header.SIZE))) {
                break;
            }
            good += size;
            count++;
        }
        if (count > 0) {
            membership.publish(in, at, good, count);
        }
        if (count < frames) {
            leave(CloseReason.NOT_ALLOWED);
            // Of one who has left it is counted as dropped.
            membership.publish(in, at + good, bytes - good, frames - count);
        }
    }

    @Override
    public void publish(ByteBuf in, int at, int bytes, long tag) {
        ByteBuffer payload = in.nioBuffer(at + Header.SIZE, bytes - Header.SIZE);
        if (!over && publishes && bearsItsNames(payload)) {
            membership.publish(in, at, bytes, tag);
        } else {
            publish(in, at, bytes, 1);
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
