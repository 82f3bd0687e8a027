package mles.dist.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import mles.dist.Await;
import mles.dist.Frames;
import mles.dist.Scripts;
import mles.dist.Wire;
import mles.protocol.Frame;
import mles.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * Members of all kinds, spread over all servers and channels: raw connections, sessions of our client, and {@code mles.js} where
 * there is Node. One of each kind on each channel publishes. At the end what each of them heard is compared with the one order.
 */
final class Crowd implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int KINDS = 3;
    private static final int AROUND = 6;
    /** Empty joins of a channel that the engine keeps. */
    private static final int KEPT_JOINS = 1024;
    /** A script waits up to 36 seconds before it connects again. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final TestServers servers;
    private final @Nullable ScriptCrowd scripts;
    private final List<String> channels = IntStream.range(0, ClusterRun.CHANNELS).mapToObj(i -> "c" + i).toList();
    private final List<CrowdMember> members = new ArrayList<>();

    /** Lets all of them join. */
    Crowd(Path folder, TestServers servers) throws IOException {
        this.servers = servers;
        boolean withScripts = Scripts.arePossible();
        List<ScriptCrowd.User> users = new ArrayList<>();
        for (int i = 0; i < ClusterRun.MEMBERS; i++) {
            int kind = i % KINDS;
            // by turns over the servers; the first one of each kind publishes
            int server = i / KINDS % servers.size();
            Duration pause = i < KINDS ? PAUSE : Duration.ZERO;
            if (kind == 2 && withScripts) {
                users.add(new ScriptCrowd.User("script-" + i, servers.web(server), pause.toMillis()));
            } else {
                add(kind, i, server, pause.toNanos());
            }
        }
        for (int server = 0; server < servers.size(); server++) {
            for (String channel : channels) {
                members.add(new LeavingMember("leaver-" + server, channel, servers.tcp(server)));
            }
        }
        scripts = users.isEmpty() ? null : ScriptCrowd.start(folder, users, channels);
        if (scripts != null) {
            members.addAll(scripts.members());
        }
        members.forEach(CrowdMember::start);
    }

    /** Waits until each of them is a member. */
    void awaitMembers() {
        await("is in", CrowdMember::isIn);
    }

    private void add(int kind, int number, int server, long pauseNanos) {
        for (String channel : channels) {
            members.add(kind == 1
                    ? new ClientMember("client-" + number, channel, servers.tcp(server), pauseNanos)
                    : new RawMember("raw-" + number, channel, servers::anyTcp, pauseNanos));
        }
    }

    List<String> channels() {
        return channels;
    }

    /** Adds a member, and lets it join. */
    void add(CrowdMember member) {
        members.add(member);
        member.start();
        await(member, PATIENCE, "is in", CrowdMember::isIn);
    }

    /** Ends all in good order, checks what was heard and told, and stops the servers. */
    Counts finish(String run) throws Exception {
        members.forEach(CrowdMember::hush);
        if (scripts != null) {
            scripts.hush();
        }
        await("is hushed", CrowdMember::isHushed);
        Await.until("the servers are quiet", PATIENCE, servers::areQuiet);
        // what clients have just written
        TimeUnit.SECONDS.sleep(1);
        Await.until("the servers are quiet again", PATIENCE, servers::areQuiet);
        for (String channel : channels) {
            try (Wire closer = Wire.connect(servers.anyTcp())) {
                closer.send(Frames.message("closer", channel, CrowdMember.END)).fin().awaitReceipt();
            }
        }
        await("heard the end", CrowdMember::isDone);
        Counts counts = new Counts();
        for (String channel : channels) {
            check(channel, counts);
        }
        System.err.println(run + ": seed " + ClusterRun.SEED + ", " + members.size() + " members, " + counts);
        assertTrue(counts.get("heard") > 0);
        servers.stop();
        return counts;
    }

    @Override
    public void close() {
        if (scripts != null) {
            scripts.close();
        }
    }

    private void check(String channel, Counts counts) {
        List<Frame> first = order(0, channel);
        for (int server = 1; server < servers.size(); server++) {
            List<Frame> other = order(server, channel);
            // The engine lets go of more empty joins; a server that was there keeps them.
            boolean all = emptyJoins(first) <= KEPT_JOINS && emptyJoins(other) <= KEPT_JOINS;
            checkEqual(channel, all ? first : messages(first), server, all ? other : messages(other));
        }
        List<String> texts = first.stream().map(Frames::text).filter(text -> !text.isEmpty()).map(String::intern)
                .toList();
        Order order = new Order(texts.subList(0, texts.size() - 1));
        counts.add("in the order", order.texts().size());
        long before = counts.get("client messages with two places");
        for (CrowdMember member : members) {
            if (member.channel.equals(channel)) {
                member.check(order, counts);
            }
        }
        // only a client that connects again may say a thing twice
        assertEquals(counts.get("client messages with two places") - before, order.doubles(), channel);
    }

    private static int emptyJoins(List<Frame> frames) {
        return frames.size() - messages(frames).size();
    }

    private static List<Frame> messages(List<Frame> frames) {
        return frames.stream().filter(frame -> !Frames.text(frame).isEmpty()).toList();
    }

    /** Fails with the first difference, and what is around it. */
    private static void checkEqual(String channel, List<Frame> first, int server, List<Frame> other) {
        int at = 0;
        while (at < first.size() && at < other.size() && first.get(at).equals(other.get(at))) {
            at++;
        }
        int difference = at;
        assertTrue(first.equals(other),
                () -> "%s: from frame %d of %d and %d on server 0 has %s, server %d has %s".formatted(
                        channel, difference, first.size(), other.size(), around(first, difference), server,
                        around(other, difference)));
    }

    private static List<String> around(List<Frame> frames, int at) {
        return frames.subList(Math.max(0, at - 2), Math.min(frames.size(), at + AROUND)).stream()
                .map(frame -> Message.decode(frame.payload()))
                .map(message -> message.uid() + ": " + message.text()).toList();
    }

    /** {@return the frames that a server gives to a newcomer, up to the end} */
    private List<Frame> order(int server, String channel) {
        List<Frame> frames = new ArrayList<>();
        try (Wire reader = Wire.connect(servers.tcp(server))) {
            reader.send(Frames.message("reader" + server, channel, ""));
            do {
                frames.add(reader.next());
            } while (!Frames.text(frames.getLast()).equals(CrowdMember.END));
        }
        return frames;
    }

    private void await(String condition, Predicate<CrowdMember> isTrue) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (CrowdMember member : members) {
            await(member, Duration.ofNanos(Math.max(1, end - System.nanoTime())), condition, isTrue);
        }
    }

    private static void await(CrowdMember member, Duration patience, String condition, Predicate<CrowdMember> isTrue) {
        Await.until(member + " " + condition, patience, () -> isTrue.test(member));
    }
}
