package mles.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import mles.protocol.ChannelName;
import mles.protocol.ConnectionId;
import mles.server.channel.FakeMember;
import mles.server.channel.HubRig;
import mles.server.channel.JoinPayload;
import mles.server.delivery.ManualLoop;
import mles.server.delivery.ManualLoops;
import mles.server.log.TestFrames;
import mles.server.spi.MemberInfo;
import mles.testkit.relay.HandCarrier;
import mles.testkit.relay.MemoryPlace;
import mles.testkit.relay.Mishaps;
import mles.testkit.relay.SeededDelivery;

/** Three servers on hand-driven loops beside one engine in memory, and a model of what members may hear. A seed decides all. */
final class ClusterSimulation {
    private static final int SERVERS = 3;
    private static final int CLIENTS = 5;
    private static final int SMALLEST = 20;
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(100);

    private final Trace trace = new Trace();
    private final FrameBook book = new FrameBook();
    private final HandCarrier carrier = new HandCarrier();
    private final List<SimulatedServer> servers = new ArrayList<>();
    private final Map<ChannelName, EngineOrder> orders = new HashMap<>();
    private final List<ChannelName> channels = new ArrayList<>();
    private final List<Connection> alive = new ArrayList<>();
    private final Map<Integer, Connection> byNumber = new HashMap<>();
    private final long seed;
    private final Random random;
    private final SimulationPlan plan;
    private final SeededDelivery delivery;
    private final MemoryPlace place;
    private int connections;
    private int lives;
    private boolean down;

    ClusterSimulation(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.plan = SimulationPlan.of(random);
        this.delivery = new SeededDelivery(carrier, random);
        this.place = new MemoryPlace(carrier, plan.engineKeeps(), SimulationPlan.LARGEST_ENTRY, () -> 0);
        for (int i = 0; i < plan.channels(); i++) {
            ChannelName name = new ChannelName("c" + i);
            channels.add(name);
            orders.put(name, new EngineOrder(book));
        }
        place.watch((channel, entry) -> {
            trace.add("  taken " + channel + " " + entry.kind() + " " + entry.origin() + "/" + entry.batch() + " at "
                    + place.last(channel).number() + ":" + EngineOrder.names(entry));
            order(channel).take(entry, place.last(channel).number());
        });
        for (int i = 0; i < SERVERS; i++) {
            servers.add(newServer());
        }
    }

    /** {@return a number that another run of this seed has in common} */
    long run(int steps) {
        int step = 0;
        try {
            for (; step < steps; step++) {
                step();
                look();
            }
            finish();
            return trace.digest();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", step " + step + " of " + steps + ", " + plan + ": " + e.getMessage()
                    + "\n" + trace, e);
        }
    }

    private void step() {
        int kind = random.nextInt(1000);
        if (kind < 400) {
            turn();
        } else if (kind < 750) {
            delivery.step(plan.mishaps());
        } else if (kind < 860) {
            publish();
        } else if (kind < 890) {
            join();
        } else if (kind < 930) {
            sockets(kind);
        } else if (kind < 940) {
            leave(kind);
        } else if (kind < 970) {
            trace.add("a moment");
            long moment = random.nextLong(TICK);
            servers.forEach(server -> server.rig().loops.advance(moment));
        } else if (kind < 990) {
            burst();
        } else {
            rare();
        }
    }

    private void rare() {
        int kind = random.nextInt(100);
        SimulatedServer server = any(servers);
        ChannelName channel = any(channels);
        if (kind < 20) {
            trace.add("the engine loses its leader");
            carrier.loseLeader(random);
        } else if (kind < 35) {
            down = !down;
            trace.add(down ? "the engine is down" : "the engine is up");
            if (down) {
                place.down("simulated");
            } else {
                place.up();
            }
        } else if (kind < 50) {
            cutOrHeal(server);
        } else if (kind < 57 && !down) {
            replace(servers.indexOf(server));
        } else if (kind < 70 && server.rig().has(channel.text())) {
            operate(server, channel, kind);
        } else {
            pass(kind < 73 ? 70 : random.nextInt(SECONDS_AT_MOST), random.nextInt(4));
        }
    }

    private static final int SECONDS_AT_MOST = 15;

    private void operate(SimulatedServer server, ChannelName channel, int kind) {
        if (kind < 60) {
            trace.add(server + " forgets " + channel);
            server.forget(channel.text());
        } else if (kind < 65) {
            trace.add(server + " purges " + channel);
            ManualLoop home = server.rig().home(channel.text());
            server.rig().loops.on(home, () -> server.rig().hub(channel.text()).historyWriter().clear(done -> {
            }));
        } else {
            int cid = cid(channel);
            trace.add(server + " evicts " + cid + " of " + channel);
            server.rig().evict(channel.text(), new ConnectionId(cid), done -> {
            });
        }
    }

    private void cutOrHeal(SimulatedServer server) {
        if (down) {
            return;
        }
        if (server.relay().isCut()) {
            trace.add(server + " is healed");
            server.relay().heal();
        } else {
            trace.add(server + " is cut off");
            server.relay().cut("simulated");
        }
    }

    private void replace(int index) {
        SimulatedServer server = servers.get(index);
        trace.add(server + " dies");
        server.relay().die();
        alive.stream().filter(connection -> connection.server().equals(server)).forEach(Connection::die);
        servers.set(index, newServer());
    }

    private SimulatedServer newServer() {
        lives++;
        SimulatedServer server = new SimulatedServer("s" + lives, plan, place, lives);
        server.rig().onJoined(info -> Objects.requireNonNull(byNumber.get(Integer.parseInt(info.uid().substring(1)))).joined());
        return server;
    }

    private void turn() {
        SimulatedServer server = any(servers);
        ManualLoops loops = server.rig().loops;
        int index = random.nextInt(loops.size() + 1);
        if ((index == loops.size() ? loops.acceptLoop() : loops.get(index)).runOne()) {
            trace.add(server + " turns loop " + index);
        }
    }

    private void burst() {
        SimulatedServer server = any(servers);
        trace.add(server + " runs all");
        server.rig().loops.runAll();
    }

    private void publish() {
        if (alive.isEmpty()) {
            return;
        }
        Connection connection = any(alive);
        if (!connection.isMember() || connection.fake().isMoving() || !connection.fake().isReading()) {
            return;
        }
        List<Integer> sizes = new ArrayList<>();
        int count = 1 + random.nextInt(plan.frames());
        for (int i = 0; i < count; i++) {
            sizes.add(SMALLEST + random.nextInt(random.nextInt(20) == 0 ? SimulationPlan.LARGEST_ENTRY - SMALLEST : 200));
        }
        trace.add(connection + " publishes " + sizes);
        connection.publish(sizes);
    }

    private void join() {
        ChannelName channel = any(channels);
        int cid = cid(channel);
        SimulatedServer server = any(servers);
        HubRig rig = server.rig();
        connections++;
        int number = connections;
        long key = FrameBook.key(number, 0);
        Connection before = random.nextInt(4) == 0 ? earlier(channel, cid) : null;
        List<Long> brought = before == null ? List.of() : before.unsure(random.nextInt(8));
        if (before != null) {
            before.abandon();
        }
        byte[] first = random.nextInt(3) > 0 ? book.writeEmptyJoin(key, cid) : book.write(key, cid, 60);
        List<byte[]> items = new ArrayList<>(List.of(first));
        brought.forEach(item -> {
            book.bringAgain(item);
            items.add(book.bytes(item));
        });
        ManualLoops loops = rig.loops;
        int index = random.nextInt(loops.size() + 1);
        FakeMember fake = new FakeMember(loops, index == loops.size() ? loops.acceptLoop() : loops.get(index));
        Connection connection = new Connection(number, cid, channel, server, fake, order(channel), book, brought);
        trace.add(connection + " joins, brings " + brought.size());
        alive.add(connection);
        byNumber.put(number, connection);
        rig.joinSoon(new MemberInfo("m" + number, channel, new ConnectionId(cid),
                InetSocketAddress.createUnresolved("member", 1)), fake,
                new JoinPayload(TestFrames.buffer(items), items.size(), !brought.isEmpty()));
    }

    private @org.jspecify.annotations.Nullable Connection earlier(ChannelName channel, int cid) {
        for (int number = connections - 1; number > Math.max(0, connections - 40); number--) {
            Connection each = Objects.requireNonNull(byNumber.get(number));
            if (each.cid() == cid && each.channel().equals(channel)) {
                return each;
            }
        }
        return null;
    }

    private void sockets(int kind) {
        if (alive.isEmpty()) {
            return;
        }
        FakeMember fake = any(alive).fake();
        if (kind < 898) {
            trace.add("a socket waits");
            fake.socket(FakeMember.Socket.WAITS);
        } else if (kind < 910) {
            trace.add("a socket takes once");
            fake.take();
        } else {
            trace.add("a socket takes");
            fake.socket(FakeMember.Socket.TAKES);
            fake.take();
        }
    }

    private void leave(int kind) {
        if (alive.isEmpty()) {
            return;
        }
        Connection connection = any(alive);
        if (!connection.isMember() || connection.fake().isMoving()) {
            return;
        }
        if (kind < 936) {
            trace.add(connection + " leaves");
            connection.leave();
        } else {
            trace.add(connection + " is cut off");
            connection.end();
        }
    }

    private void pass(int seconds, int parcels) {
        trace.add(seconds + " s pass, " + parcels + " parcels a tick");
        for (int tick = 0; tick < 10 * seconds; tick++) {
            for (SimulatedServer server : servers) {
                server.rig().loops.advance(TICK);
                server.rig().loops.runAll();
            }
            for (int i = 0; i < parcels; i++) {
                delivery.step(plan.mishaps());
            }
            look();
        }
    }

    /** The model follows what happened. */
    private void look() {
        for (SimulatedServer server : servers) {
            for (String event : server.rig().events) {
                trace.add("  " + server + ": " + event);
            }
            server.rig().events.clear();
        }
        alive.forEach(connection -> {
            try {
                connection.look();
            } catch (AssertionError e) {
                throw new AssertionError(connection + ": " + e.getMessage(), e);
            }
        });
        alive.removeIf(connection -> !connection.isAlive());
    }

    private void finish() {
        trace.add("everything is healed");
        place.up();
        servers.forEach(server -> server.relay().heal());
        for (Connection connection : alive) {
            connection.fake().socket(FakeMember.Socket.TAKES);
            connection.fake().take();
        }
        for (int tick = 0; tick < 1000; tick++) {
            settle();
            servers.forEach(server -> server.rig().loops.advance(TICK));
        }
        settle();
        check();
        servers.forEach(SimulatedServer::close);
    }

    private void settle() {
        do {
            for (int i = 0; i < 1000 && delivery.step(Mishaps.NONE); i++) {
                // one after the other
            }
            servers.forEach(server -> server.rig().loops.runAll());
            look();
        } while (!carrier.isEmpty());
    }

    private void check() {
        for (SimulatedServer server : servers) {
            for (ChannelName channel : channels) {
                if (server.rig().has(channel.text())) {
                    assertFalse(server.rig().hub(channel.text()).historyWriter().isLoading(), server + " loads");
                    server.checkWholeHistory(channel, order(channel), book);
                }
            }
            long missing = byNumber.values().stream().filter(each -> each.server().equals(server))
                    .flatMap(each -> each.missing().stream()).filter(key -> FrameBook.number(key) > 0).count();
            assertTrue(missing <= server.dropped(), () -> server + ": expected " + missing + " dropped frames to be counted, was "
                    + server.dropped());
        }
        alive.forEach(Connection::checkComplete);
        checkNamesakes();
    }

    /** The newest member of a connection id is the only one, unless entries or joins were lost. */
    private void checkNamesakes() {
        if (!plan.keeps() || orders.values().stream().anyMatch(order -> order.cleared() > 0) || servers.stream().anyMatch(server -> server.dropped() > 0)) {
            return;
        }
        Map<String, Connection> found = new HashMap<>();
        for (Connection each : alive) {
            Connection other = found.put(each.channel() + " " + each.cid(), each);
            assertTrue(other == null, () -> "expected one member of an id, was " + other + " and " + each);
        }
    }

    private int cid(ChannelName channel) {
        return 100 * channels.indexOf(channel) + random.nextInt(CLIENTS);
    }

    private EngineOrder order(ChannelName channel) {
        return Objects.requireNonNull(orders.get(channel));
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
