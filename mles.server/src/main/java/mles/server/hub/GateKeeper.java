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
import mles.server.spi.JoinRequest;
import mles.server.spi.MemberInfo;
import mles.server.spi.NamedKey;
import mles.server.spi.Rights;
import mles.server.transport.Gate;
import mles.server.transport.Member;
import mles.server.transport.Membership;

/** Checks keys and names of first frames, and sends those who may come in to their hubs (SPEC 3.5, 4.3, 5.5). */
public final class GateKeeper implements Gate {
    private final Hubs hubs;
    private final Admission admission;
    private volatile AccessKeys keys;
    private volatile boolean closed;

    /**
     * Begins to judge.
     *
     * @param keys what clients must know
     */
    public GateKeeper(Hubs hubs, AccessKeys keys, Admission admission) {
        this.hubs = hubs;
        this.keys = keys;
        this.admission = admission;
    }

    /** Judges by {@code next} those who come from now on. From anywhere. */
    public void replace(AccessKeys next) {
        keys = next;
    }

    /** Lets nobody in any more. From anywhere. */
    public void close() {
        closed = true;
    }

    @Override
    public boolean vouches(long key, InetSocketAddress remote, String uid, String channel) {
        return !keys.made(key, remote, uid, channel).isEmpty();
    }

    @Override
    public long key(InetSocketAddress remote, String uid, String channel) {
        return keys.named(admission.browserKey()).orElseThrow().key(remote, uid, channel);
    }

    @Override
    public Membership admit(ByteBuf firstFrame, InetSocketAddress remote, Member member) {
        if (closed) {
            return refuse(member, CloseReason.SHUTDOWN);
        }
        if (!admission.joins().mayOnce(remote)) {
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
        // Before anything is made of them: a hash of a name takes as long as the name is.
        if (isTooLong(message.uid()) || isTooLong(message.channel())) {
            return refuse(member, CloseReason.NAME_TOO_LONG);
        }
        Optional<Proof> proof = signed.stream().map(frame -> new Proof(frame, made(frame, message, remote)))
                .filter(each -> !each.keys().isEmpty()).findFirst();
        if (proof.isEmpty()) {
            return refuse(member, CloseReason.WRONG_KEY);
        }
        Pass pass = keys.pass(proof.get().keys(), message.channel()).orElse(null);
        if (pass == null) {
            return refuse(member, CloseReason.NOT_ALLOWED);
        }
        ByteBuffer good = proof.get().frame();
        ConnectionId cid = Header.cid(good, good.position());
        MemberInfo info = new MemberInfo(message.uid(), new ChannelName(message.channel()), cid, remote);
        Needs needs = signed.size() > 1 ? Needs.RELAY : isPlainJoin(message, good) ? Needs.ANY : Needs.PUBLISH;
        Authority authority = admission.authority();
        return authority == null
                ? enter(info, member, pass.rights(), needs, first)
                : ask(authority, pass, info, member, needs, first.get());
    }

    /** What somebody must be allowed to begin as he does; a resync may hold the frames of others. */
    private enum Needs {
        ANY, PUBLISH, RELAY
    }

    private Membership ask(Authority asked, Pass pass, MemberInfo info, Member member, Needs needs, First first) {
        int bytes = first.bytes().readableBytes();
        hubs.budget().take(bytes);
        HubLoop place = hubs.placeOf(member, info.channel());
        PendingMembership pending = new PendingMembership(member, place, hubs.budget());
        JoinRequest request = new JoinRequest(info.uid(), info.channel(), info.cid(), info.remote(), pass.keyName());
        Hubs.bring(member, place, () -> asked.ask(request, granted -> member.loop().execute(() -> {
            pending.decide(() -> enter(info, member, pass.rights().and(granted), needs, first::retained));
            first.bytes().release();
            hubs.budget().give(bytes);
        })));
        return pending;
    }

    private Membership enter(MemberInfo info, Member member, Rights rights, Needs needs, Supplier<First> first) {
        boolean free = rights.publish() && (rights.relay() || !admission.verifies());
        boolean may = switch (needs) {
            case ANY -> rights.publish() || rights.subscribe();
            case PUBLISH -> rights.publish();
            case RELAY -> free;
        };
        if (!may) {
            return refuse(member, CloseReason.NOT_ALLOWED);
        }
        Membership membership = hubs.join(info, member, first.get(), new Terms(rights.subscribe(), admission.pace()));
        return free ? membership : new HeldMembership(membership, info, rights.publish());
    }

    /** A frame, and those keys with which its own is made. */
    private record Proof(ByteBuffer frame, List<NamedKey> keys) {
    }

    private List<NamedKey> made(ByteBuffer frame, Message message, InetSocketAddress remote) {
        return keys.made(Header.key(frame, frame.position()), remote, message.uid(), message.channel());
    }

    /** What others get of it is a name, and nothing beside. */
    private static boolean isPlainJoin(Message message, ByteBuffer frame) {
        return !message.payload().hasRemaining() && payload(frame).equals(message.encode());
    }

    private boolean isTooLong(String name) {
        long most = hubs.limits().nameBytes();
        return name.length() > most || name.getBytes(StandardCharsets.UTF_8).length > most;
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
