package mles.server.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.FirstPayload;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import mles.protocol.Resync;
import mles.server.spi.MemberInfo;
import mles.server.spi.Rights;
import mles.server.transport.AddressRate;
import mles.server.transport.Gate;
import mles.server.transport.Member;
import mles.server.transport.Membership;

/** Checks keys and names of first frames, and sends those who may come in to their hubs (SPEC 3.5, 4.3, 5.5). */
public final class GateKeeper implements Gate {
    private final Hubs hubs;
    private final String browserKey;
    private final boolean verifies;
    private volatile AccessKeys keys;
    private final AddressRate joins;

    /**
     * Begins to judge.
     *
     * @param keys       what clients must know
     * @param browserKey the name of the one that the frames of browsers are made with
     * @param verifies   whether later frames must bear the names of the first
     * @param joins      how often those of one address may try
     */
    public GateKeeper(Hubs hubs, AccessKeys keys, String browserKey, boolean verifies, AddressRate joins) {
        this.hubs = hubs;
        this.keys = keys;
        this.browserKey = browserKey;
        this.verifies = verifies;
        this.joins = joins;
    }

    /** Judges by {@code next} those who come from now on. From anywhere. */
    public void replace(AccessKeys next) {
        keys = next;
    }

    @Override
    public boolean vouches(long key, InetSocketAddress remote, String uid, String channel) {
        return keys.know(key, remote, uid, channel);
    }

    @Override
    public long key(InetSocketAddress remote, String uid, String channel) {
        return keys.named(browserKey).orElseThrow().key(remote, uid, channel);
    }

    @Override
    public Membership admit(ByteBuf firstFrame, InetSocketAddress remote, Member member) {
        if (!joins.allows(remote)) {
            return refuse(member, CloseReason.RATE_LIMIT);
        }
        ByteBuffer frame = firstFrame.nioBuffer();
        try {
            return switch (FirstPayload.decode(payload(frame))) {
                case Message message -> join(message, List.of(frame),
                        () -> new First(firstFrame.retainedDuplicate(), 1, false), remote, member);
                case Resync resync -> {
                    ByteBuffer item = resync.items().getFirst();
                    yield join(Message.decode(payload(item)), List.of(item, frame),
                            () -> new First(items(resync), resync.items().size(), true), remote, member);
                }
            };
        } catch (ProtocolException e) {
            return refuse(member, e.fault().closeReason());
        }
    }

    /** @param signed the frames of which one must have the right key; it gives the connection id */
    private Membership join(Message message, List<ByteBuffer> signed, Supplier<First> first, InetSocketAddress remote,
            Member member) {
        Optional<ByteBuffer> good = signed.stream().filter(frame -> matches(frame, message, remote)).findFirst();
        if (good.isEmpty()) {
            return refuse(member, CloseReason.WRONG_KEY);
        }
        if (isTooLong(message.uid()) || isTooLong(message.channel())) {
            return refuse(member, CloseReason.NAME_TOO_LONG);
        }
        int at = good.get().position();
        Rights rights = keys.rights(Header.key(good.get(), at), remote, message.uid(), message.channel()).orElse(null);
        boolean isResync = signed.size() > 1;
        if (rights == null || !mayBegin(rights, message, isResync)) {
            return refuse(member, CloseReason.NOT_ALLOWED);
        }
        ConnectionId cid = Header.cid(good.get(), at);
        MemberInfo info = new MemberInfo(message.uid(), new ChannelName(message.channel()), cid, remote);
        Membership membership = hubs.join(info, member, first.get(), rights.subscribe());
        return rights.publish() && (rights.relay() || !verifies)
                ? membership
                : new HeldMembership(membership, message, rights.publish());
    }

    /** A resync may hold the frames of others. */
    private boolean mayBegin(Rights rights, Message message, boolean isResync) {
        return isResync
                ? rights.publish() && (rights.relay() || !verifies)
                : rights.publish() || !message.payload().hasRemaining();
    }

    private boolean matches(ByteBuffer frame, Message message, InetSocketAddress remote) {
        return vouches(Header.key(frame, frame.position()), remote, message.uid(), message.channel());
    }

    private boolean isTooLong(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > hubs.limits().nameBytes();
    }

    private static Membership refuse(Member member, CloseReason reason) {
        member.close(reason);
        return Membership.NONE;
    }

    private static ByteBuffer payload(ByteBuffer frame) {
        return frame.slice(frame.position() + Header.SIZE, frame.remaining() - Header.SIZE);
    }

    private static ByteBuf items(Resync resync) {
        int bytes = resync.items().stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuf all = Unpooled.buffer(bytes, bytes);
        resync.items().forEach(all::writeBytes);
        return all;
    }
}
