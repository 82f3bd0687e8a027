package mles.server.admission;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.FirstScan;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import mles.protocol.Resync;
import mles.server.channel.HubLoop;
import mles.server.channel.Hubs;
import mles.server.channel.JoinFlow;
import mles.server.channel.JoinPayload;
import mles.server.channel.MembershipOptions;
import mles.server.memory.MemoryBudget;
import mles.server.spi.JoinRequest;
import mles.server.spi.MemberInfo;
import mles.server.spi.NamedKey;
import mles.server.spi.Rights;
import mles.server.transport.Gate;
import mles.server.transport.JoinOptions;
import mles.server.transport.Member;
import mles.server.transport.Membership;

/** Checks keys and names of first frames, and sends those who may come in to their hubs (SPEC 3.5, 4.3, 5.5). */
public final class AdmissionGate implements Gate {
    private final Hubs hubs;
    private final MemoryBudget budget;
    private final ByteBufAllocator allocator;
    private final JoinFlow joinFlow;
    private final AdmissionPolicy policy;
    private volatile KeyRing keys;
    private volatile boolean closed;

    /**
     * Begins to judge.
     *
     * @param allocator of memory for resyncs
     * @param keys      what clients must know
     */
    public AdmissionGate(Hubs hubs, ByteBufAllocator allocator, KeyRing keys, AdmissionPolicy policy) {
        this.hubs = hubs;
        this.budget = hubs.context().budget();
        this.allocator = allocator;
        this.joinFlow = new JoinFlow(hubs);
        this.keys = keys;
        this.policy = policy;
    }

    /** Applies {@code next} to further joins. Thread: any. */
    public void replace(KeyRing next) {
        keys = next;
    }

    /** Stops admissions. Thread: any. */
    public void close() {
        closed = true;
    }

    @Override
    public boolean vouches(long key, InetSocketAddress remote, String uid, String channel) {
        return !keys.made(key, remote, uid, channel).isEmpty();
    }

    @Override
    public long key(InetSocketAddress remote, String uid, String channel) {
        return keys.named(policy.browserKey()).orElseThrow().key(remote, uid, channel);
    }

    @Override
    public Membership admit(ByteBuf firstFrame, FirstScan scan, InetSocketAddress remote, Member member,
            JoinOptions options) {
        if (options.since() != null && !member.wireFormat().isNumbered()) {
            throw new IllegalArgumentException("since: expected a format with numbers, was one without");
        }
        if (closed) {
            return refuse(member, CloseReason.SHUTDOWN);
        }
        if (!policy.joins().mayOnce(remote)) {
            return refuse(member, CloseReason.RATE_LIMIT);
        }
        try {
            scan.finish();
        } catch (ProtocolException e) {
            return refuse(member, e.fault().closeReason());
        }
        String uid = scan.uid();
        String channel = scan.channel();
        return uid == null || channel == null
                ? refuse(member, CloseReason.NAME_TOO_LONG)
                : join(uid, new ChannelName(channel), firstFrame, scan, remote, member, options);
    }

    @Override
    public boolean hasPositions() {
        return hubs.context().hasPositions();
    }

    private Membership join(String uid, ChannelName channel, ByteBuf firstFrame, FirstScan scan,
            InetSocketAddress remote, Member member, JoinOptions options) {
        ByteBuffer frame = firstFrame.nioBuffer();
        Header own = Header.read(frame, frame.position());
        // One of them must have the right key; it gives the connection id.
        List<Header> signed = scan.isResync() ? List.of(scan.firstItem(), own) : List.of(own);
        Optional<Proof> proof = signed.stream()
                .map(header -> new Proof(header, keys.made(header.key(), remote, uid, channel.text())))
                .filter(each -> !each.keys().isEmpty()).findFirst();
        if (proof.isEmpty()) {
            return refuse(member, CloseReason.WRONG_KEY);
        }
        KeyGrant grant = keys.pass(proof.get().keys(), channel.text()).orElse(null);
        if (grant == null) {
            return refuse(member, CloseReason.NOT_ALLOWED);
        }
        MemberInfo info = new MemberInfo(uid, channel, proof.get().header().cid(), remote);
        ByteBuffer payload = payload(frame);
        boolean saysNothing = !options.publishes() || isPlainJoin(info, payload);
        Needs needs = scan.isResync() ? Needs.RELAY : needs(options.role(), saysNothing);
        Supplier<JoinPayload> joinPayload = () -> scan.isResync()
                ? new JoinPayload(items(payload, scan), scan.items(), true)
                : new JoinPayload(firstFrame.retainedDuplicate(), 1, false, options);
        AuthorizerClient authorizerClient = policy.authorizerClient();
        return authorizerClient == null
                ? enter(info, member, grant.rights(), needs, joinPayload)
                : ask(authorizerClient, grant, info, member, needs, joinPayload.get());
    }

    /** Right that a first frame needs; a resync may hold the frames of others. */
    private enum Needs {
        ANY, PUBLISH, SUBSCRIBE, RELAY
    }

    private static Needs needs(JoinOptions.Role role, boolean saysNothing) {
        return switch (role) {
            case MEMBER -> saysNothing ? Needs.ANY : Needs.PUBLISH;
            case PUBLISHER -> Needs.PUBLISH;
            case READER, OBSERVER -> Needs.SUBSCRIBE;
        };
    }

    private Membership ask(AuthorizerClient asked, KeyGrant grant, MemberInfo info, Member member, Needs needs,
            JoinPayload joinPayload) {
        int bytes = joinPayload.bytes().readableBytes();
        budget.take(bytes);
        HubLoop place = hubs.placeOf(member, info.channel());
        PendingMembership pending = new PendingMembership(member, place, budget);
        JoinRequest request = new JoinRequest(info.uid(), info.channel(), info.cid(), info.remote(), grant.keyName());
        Hubs.bring(member, place, () -> asked.ask(request, granted -> member.loop().execute(() -> {
            pending.decide(() -> enter(info, member, grant.rights().and(granted), needs, joinPayload::retained));
            joinPayload.bytes().release();
            budget.give(bytes);
        })));
        return pending;
    }

    private Membership enter(MemberInfo info, Member member, Rights rights, Needs needs,
            Supplier<JoinPayload> joinPayload) {
        boolean free = rights.publish() && (rights.relay() || !policy.verifies());
        boolean may = switch (needs) {
            case ANY -> rights.publish() || rights.subscribe();
            case PUBLISH -> rights.publish();
            case SUBSCRIBE -> rights.subscribe();
            case RELAY -> free;
        };
        if (!may) {
            return refuse(member, CloseReason.NOT_ALLOWED);
        }
        JoinPayload joining = joinPayload.get();
        Membership membership = joinFlow.join(info, member, joining,
                new MembershipOptions(
                        rights.subscribe() && joining.options().role().receives(), policy.pace()));
        return free ? membership : new RestrictedMembership(membership, info, rights.publish());
    }

    /** A header, and those keys with which its own is made. */
    private record Proof(Header header, List<NamedKey> keys) {
    }

    /** A join without content: others receive a name, and nothing beside. */
    private static boolean isPlainJoin(MemberInfo info, ByteBuffer payload) {
        return payload.equals(Message.of(info.uid(), info.channel().text(), "").encode());
    }

    private static Membership refuse(Member member, CloseReason reason) {
        member.close(reason);
        return Membership.NONE;
    }

    private static ByteBuffer payload(ByteBuffer frame) {
        return frame.slice(frame.position() + Header.SIZE, frame.remaining() - Header.SIZE);
    }

    private ByteBuf items(ByteBuffer payload, FirstScan scan) {
        ByteBuf all = allocator.directBuffer(scan.itemBytes(), scan.itemBytes());
        Resync.unpack(payload, all.internalNioBuffer(0, scan.itemBytes()));
        return all.writerIndex(scan.itemBytes());
    }
}
