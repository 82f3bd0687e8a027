package mles.testkit.cluster;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mles.protocol.ChannelName;
import mles.protocol.ConnectionId;
import mles.server.channel.FakeMember;
import mles.server.channel.HubRig;
import mles.server.channel.JoinPayload;
import mles.server.delivery.ManualLoop;
import mles.server.delivery.ManualLoops;
import mles.server.log.TestFrames;
import mles.server.spi.MemberInfo;

/** Steps of members, servers, network and engine by chance. A seed decides all of them. */
final class ClusterSimulation {
    private static final int CLIENTS = 5;
    private static final int SECONDS_AT_MOST = 15;
    private static final int SMALLEST = 20;
    private final long seed;
    private final Random random;
    private final SimulationPlan plan;
    private final SimulatedCluster cluster;
    private boolean down;

    ClusterSimulation(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.plan = SimulationPlan.of(random);
        this.cluster = new SimulatedCluster(plan, random);
    }

    /** {@return a number that another run of this seed has in common} */
    long run(int steps) {
        int step = 0;
        try {
            for (; step < steps; step++) {
                step();
                cluster.look();
            }
            cluster.finish();
            return cluster.trace.digest();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + ", step " + step + " of " + steps + ", " + plan + ": " + e.getMessage()
                            + "\n" + cluster.trace,
                    e);
        }
    }

    private void step() {
        int kind = random.nextInt(1000);
        if (kind < 400) {
            turn();
        } else if (kind < 750) {
            cluster.delivery.step(plan.mishaps());
        } else if (kind < 860) {
            publish();
        } else if (kind < 890) {
            join();
        } else if (kind < 930) {
            sockets(kind);
        } else if (kind < 940) {
            leave(kind);
        } else if (kind < 970) {
            cluster.trace.add("a moment");
            long moment = random.nextLong(SimulatedCluster.TICK);
            cluster.servers.forEach(server -> server.rig().loops.advance(moment));
        } else if (kind < 990) {
            burst();
        } else {
            rare();
        }
    }

    private void rare() {
        int kind = random.nextInt(100);
        SimulatedServer server = any(cluster.servers);
        ChannelName channel = any(cluster.channels);
        if (kind < 20) {
            cluster.trace.add("the engine loses its leader");
            cluster.carrier.loseLeader(random);
        } else if (kind < 35) {
            down = !down;
            cluster.trace.add(down ? "the engine is down" : "the engine is up");
            if (down) {
                cluster.place.down("simulated");
            } else {
                cluster.place.up();
            }
        } else if (kind < 50) {
            cutOrHeal(server);
        } else if (kind < 57 && !down) {
            cluster.replace(cluster.servers.indexOf(server));
        } else if (kind < 70 && server.rig().has(channel.text())) {
            operate(server, channel, kind);
        } else {
            cluster.pass(kind < 73 ? 70 : random.nextInt(SECONDS_AT_MOST), random.nextInt(4));
        }
    }

    private void operate(SimulatedServer server, ChannelName channel, int kind) {
        if (kind < 60) {
            cluster.trace.add(server + " forgets " + channel);
            server.forget(channel.text());
        } else if (kind < 65) {
            cluster.trace.add(server + " purges " + channel);
            ManualLoop home = server.rig().home(channel.text());
            server.rig().loops.on(home, () -> server.rig().hub(channel.text()).historyWriter().clear(done -> {
            }));
        } else {
            int cid = cid(channel);
            cluster.trace.add(server + " evicts " + cid + " of " + channel);
            server.rig().evict(channel.text(), new ConnectionId(cid), done -> {
            });
        }
    }

    private void cutOrHeal(SimulatedServer server) {
        if (down) {
            return;
        }
        if (server.relay().isCut()) {
            cluster.trace.add(server + " is healed");
            server.relay().heal();
        } else {
            cluster.trace.add(server + " is cut off");
            server.relay().cut("simulated");
        }
    }

    private void turn() {
        SimulatedServer server = any(cluster.servers);
        ManualLoops loops = server.rig().loops;
        int index = random.nextInt(loops.size() + 1);
        if ((index == loops.size() ? loops.acceptLoop() : loops.get(index)).runOne()) {
            cluster.trace.add(server + " turns loop " + index);
        }
    }

    private void burst() {
        SimulatedServer server = any(cluster.servers);
        cluster.trace.add(server + " runs all");
        server.rig().loops.runAll();
    }

    private void publish() {
        if (cluster.alive.isEmpty()) {
            return;
        }
        Connection connection = any(cluster.alive);
        if (!connection.isMember() || connection.fake().isMoving() || !connection.fake().isReading()) {
            return;
        }
        List<Integer> sizes = new ArrayList<>();
        int count = 1 + random.nextInt(plan.frames());
        for (int i = 0; i < count; i++) {
            sizes.add(
                    SMALLEST + random.nextInt(random.nextInt(20) == 0 ? SimulationPlan.LARGEST_ENTRY - SMALLEST : 200));
        }
        cluster.trace.add(connection + " publishes " + sizes);
        connection.publish(sizes);
    }

    private void join() {
        ChannelName channel = any(cluster.channels);
        int cid = cid(channel);
        SimulatedServer server = any(cluster.servers);
        HubRig rig = server.rig();
        int number = cluster.nextNumber();
        long key = FrameBook.key(number, 0);
        Connection before = random.nextInt(4) == 0 ? cluster.earlier(channel, cid) : null;
        List<Long> brought = before == null ? List.of() : before.unsure(random.nextInt(8));
        if (before != null) {
            before.abandon();
        }
        byte[] first = random.nextInt(3) > 0 ? cluster.book.writeEmptyJoin(key, cid) : cluster.book.write(key, cid, 60);
        List<byte[]> items = new ArrayList<>(List.of(first));
        brought.forEach(item -> {
            cluster.book.bringAgain(item);
            items.add(cluster.book.bytes(item));
        });
        ManualLoops loops = rig.loops;
        int index = random.nextInt(loops.size() + 1);
        FakeMember fake = new FakeMember(loops, index == loops.size() ? loops.acceptLoop() : loops.get(index));
        Connection connection = new Connection(number, cid, channel, server, fake, cluster.order(channel), cluster.book,
                brought);
        cluster.trace.add(connection + " joins, brings " + brought.size());
        cluster.add(connection);
        rig.joinSoon(new MemberInfo("m" + number, channel, new ConnectionId(cid),
                InetSocketAddress.createUnresolved("member", 1)), fake,
                new JoinPayload(TestFrames.buffer(items), items.size(), !brought.isEmpty()));
    }

    private void sockets(int kind) {
        if (cluster.alive.isEmpty()) {
            return;
        }
        FakeMember fake = any(cluster.alive).fake();
        if (kind < 898) {
            cluster.trace.add("a socket waits");
            fake.socket(FakeMember.Socket.WAITS);
        } else if (kind < 910) {
            cluster.trace.add("a socket takes once");
            fake.take();
        } else {
            cluster.trace.add("a socket takes");
            fake.socket(FakeMember.Socket.TAKES);
            fake.take();
        }
    }

    private void leave(int kind) {
        if (cluster.alive.isEmpty()) {
            return;
        }
        Connection connection = any(cluster.alive);
        if (!connection.isMember() || connection.fake().isMoving()) {
            return;
        }
        if (kind < 936) {
            cluster.trace.add(connection + " leaves");
            connection.leave();
        } else {
            cluster.trace.add(connection + " is cut off");
            connection.end();
        }
    }

    private int cid(ChannelName channel) {
        return 100 * cluster.channels.indexOf(channel) + random.nextInt(CLIENTS);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
