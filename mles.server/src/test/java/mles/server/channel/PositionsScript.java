package mles.server.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.server.delivery.NumberedFormat.Numbered;
import mles.server.spi.Position;
import mles.server.transport.JoinOptions;
import org.jspecify.annotations.Nullable;

/** Clients that come, go and come back to one channel, beside a plain list of its messages. */
final class PositionsScript {
    private static final int CLIENTS = 4;

    private final HubRig rig;
    private final int limit;
    private final String channel;
    private final FakeMember anchor;
    private final List<byte[]> messages = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    /** Messages before this are not in history. */
    private int cleared;
    private long tags;

    PositionsScript(int limit) {
        this.limit = limit;
        this.rig = new HubRig(2, HubRig.limits(limit, 1 << 20));
        this.channel = rig.channelAt(0, 0);
        this.anchor = rig.join(channel, 0);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client(1000 + i));
        }
    }

    void step(Random random) {
        Client client = clients.get(random.nextInt(CLIENTS));
        int kind = random.nextInt(100);
        if (kind < 20) {
            publishOf(anchor, random);
        } else if (kind < 30) {
            rig.leave(rig.join(channel, random.nextInt(2)));
        } else if (kind < 34) {
            rig.pass(HubRig.STALL / 20);
        } else if (kind < 36) {
            cleared = messages.size();
            rig.loops.ask(() -> rig.control.purge(new ChannelName(channel)));
        } else if (client.member == null) {
            client.join(random);
        } else if (kind < 70) {
            client.publish(random);
        } else if (kind < 80) {
            client.member().socket(FakeMember.Socket.WAITS);
        } else if (kind < 92) {
            client.take();
        } else {
            client.leave(random.nextBoolean());
        }
    }

    void finish() {
        clients.forEach(client -> {
            if (client.member != null) {
                client.take();
                rig.loops.runAll();
                client.check(true);
                rig.leave(client.member());
            }
        });
        rig.leave(anchor);
        rig.close();
    }

    private void publishOf(FakeMember member, Random random) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            byte[] frame = frame(random);
            rig.publish(member, frame);
        }
    }

    private byte[] frame(Random random) {
        byte[] frame = random.nextInt(4) == 0 ? rig.frames.emptyJoin() : rig.frames.ofSize(17 + random.nextInt(60));
        if (!isEmpty(frame)) {
            messages.add(frame);
        }
        return frame;
    }

    private long floor() {
        return Math.max(cleared, messages.size() - limit);
    }

    private static boolean isEmpty(byte[] frame) {
        return Frame.endsEmpty(ByteBuffer.wrap(frame), 0, frame.length);
    }

    /** A client, over all its memberships. */
    private final class Client {
        private final int cid;
        /** Numbers of messages that it has, its own ones with an answer included. */
        private final Set<Long> has = new TreeSet<>();
        private final Set<Long> own = new TreeSet<>();
        private final List<String> expected = new ArrayList<>();
        private @Nullable FakeMember member;
        private long position;
        private long epoch;
        private long first = 1;

        Client(int cid) {
            this.cid = cid;
        }

        FakeMember member() {
            return Objects.requireNonNull(member);
        }

        void join(Random random) {
            boolean back = epoch != 0 && random.nextInt(4) > 0;
            long since = random.nextInt(8) == 0 ? random.nextLong(messages.size() + 3) : position;
            JoinOptions options = new JoinOptions(!back, back ? new Position(epoch, since) : null);
            FakeMember now = rig.joinNumbered(channel, random.nextInt(2), cid, rig.frames.emptyJoin(), options);
            own.clear();
            expected.clear();
            boolean reached = back && since >= floor() && since <= messages.size();
            assertEquals(back && !reached, now.answer().gap());
            assertEquals(messages.size(), now.answer().newest().number());
            assertEquals((reached ? since : floor()) + 1, now.answer().first());
            epoch = now.answer().newest().epoch();
            if (!reached || since != position) {
                has.clear();
                position = reached ? since : floor();
                first = position + 1;
            }
            member = now;
        }

        void publish(Random random) {
            byte[] frame = frame(random);
            long number = messages.size();
            if (random.nextBoolean()) {
                long tag = tags++;
                expected.add(tag + "=" + number);
                rig.ask(member(), frame, tag);
            } else {
                rig.publish(member(), frame);
            }
            if (!isEmpty(frame)) {
                own.add(number);
            }
        }

        void take() {
            member().socket(FakeMember.Socket.TAKES);
            member().take();
            rig.loops.runAll();
        }

        void leave(boolean inOrder) {
            check(false);
            FakeMember leaving = member();
            if (inOrder) {
                rig.leave(leaving);
            } else {
                rig.loops.on(leaving.loop(), () -> leaving.membership().leave(CloseReason.UNRESPONSIVE));
                rig.loops.runAll();
            }
            member = null;
        }

        /** @param whole whether it has everything */
        void check(boolean whole) {
            long last = position;
            List<Long> got = new ArrayList<>();
            for (Numbered each : member().numbered()) {
                assertTrue(each.number() >= last, "numbers rise");
                last = each.number();
                if (!each.isEmpty()) {
                    assertEquals(ByteBuffer.wrap(messages.get((int) each.number() - 1)), each.frame());
                    got.add(each.number());
                }
            }
            List<Long> others = LongStream.rangeClosed(position + 1, messages.size()).boxed()
                    .filter(number -> !own.contains(number)).toList();
            List<String> answers = member().published();
            assertEquals(whole ? others : others.subList(0, got.size()), got);
            assertEquals(whole ? expected : expected.subList(0, answers.size()), answers);
            has.addAll(got);
            String newest = answers.isEmpty() ? "=0" : answers.getLast();
            long answered = Long.parseLong(newest.substring(newest.indexOf('=') + 1));
            position = Math.max(last, answered);
            own.stream().filter(number -> number <= position).forEach(has::add);
            assertEquals(LongStream.rangeClosed(first, position).boxed().toList(), List.copyOf(has),
                    "a position has all before it");
            own.clear();
        }
    }
}
