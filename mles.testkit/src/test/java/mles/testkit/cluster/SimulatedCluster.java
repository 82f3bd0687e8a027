package mles.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import mles.protocol.ChannelName;
import mles.server.channel.FakeMember;
import mles.testkit.relay.HandCarrier;
import mles.testkit.relay.MemoryPlace;
import mles.testkit.relay.Mishaps;
import mles.testkit.relay.SeededDelivery;
import org.jspecify.annotations.Nullable;

/** Servers beside one engine in memory, their members, and the model that follows them. */
final class SimulatedCluster {
    private static final int SERVERS = 3;
    static final long TICK = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int REMEMBERED = 40;
    private static final int TICKS_TO_SETTLE = 1000;

    final Trace trace = new Trace();
    final FrameBook book = new FrameBook();
    final HandCarrier carrier = new HandCarrier();
    final List<SimulatedServer> servers = new ArrayList<>();
    final List<ChannelName> channels = new ArrayList<>();
    /** Connections that are open, as far as their clients know. */
    final List<Connection> alive = new ArrayList<>();
    final MemoryPlace place;
    final SeededDelivery delivery;
    private final Map<ChannelName, EngineOrder> orders = new HashMap<>();
    private final List<Connection> connections = new ArrayList<>();
    private final SimulationPlan plan;
    private int lives;

    SimulatedCluster(SimulationPlan plan, Random random) {
        this.plan = plan;
        this.delivery = new SeededDelivery(carrier, random);
        this.place = new MemoryPlace(carrier, plan.engineKeeps(), SimulationPlan.LARGEST_ENTRY, () -> 0);
        for (int i = 0; i < plan.channels(); i++) {
            ChannelName name = new ChannelName("c" + i);
            channels.add(name);
            orders.put(name, new EngineOrder(book));
        }
        place.watch((channel, entry) -> {
            long number = place.last(channel).number();
            trace.add("  taken " + channel + " " + entry.kind() + " " + entry.origin() + "/" + entry.batch() + " at "
                    + number + ":" + EngineOrder.names(entry));
            order(channel).take(entry, number);
        });
        for (int i = 0; i < SERVERS; i++) {
            servers.add(newServer());
        }
    }

    EngineOrder order(ChannelName channel) {
        return Objects.requireNonNull(orders.get(channel));
    }

    /** {@return the number of the next connection} */
    int nextNumber() {
        return connections.size() + 1;
    }

    void add(Connection connection) {
        connections.add(connection);
        alive.add(connection);
    }

    /** {@return the newest connection of a client that is not too long ago, null without one} */
    @Nullable
    Connection earlier(ChannelName channel, int cid) {
        int oldest = Math.max(0, connections.size() - REMEMBERED);
        for (int i = connections.size() - 1; i >= oldest; i--) {
            Connection each = connections.get(i);
            if (each.cid() == cid && each.channel().equals(channel)) {
                return each;
            }
        }
        return null;
    }

    /** A server dies with all its connections, and another one takes its place. */
    void replace(int index) {
        SimulatedServer server = servers.get(index);
        trace.add(server + " dies");
        server.relay().die();
        alive.stream().filter(connection -> connection.server().equals(server)).forEach(Connection::die);
        servers.set(index, newServer());
    }

    /** Time goes by, in which the servers do what there is to do. */
    void pass(int seconds, int parcels) {
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
    void look() {
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

    /** Heals everything, lets it come to rest, and checks all. */
    void finish() {
        trace.add("everything is healed");
        place.up();
        servers.forEach(server -> server.relay().heal());
        for (Connection connection : alive) {
            connection.fake().socket(FakeMember.Socket.TAKES);
            connection.fake().take();
        }
        for (int tick = 0; tick < TICKS_TO_SETTLE; tick++) {
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
            long missing = connections.stream().filter(each -> each.server().equals(server))
                    .flatMap(each -> each.missing().stream()).filter(key -> FrameBook.number(key) > 0).count();
            assertTrue(missing <= server.dropped(),
                    () -> server + ": expected " + missing + " dropped frames to be counted, was "
                            + server.dropped());
        }
        alive.forEach(Connection::checkComplete);
        checkNamesakes();
    }

    /** The newest member of a connection id is the only one, unless entries or joins were lost. */
    private void checkNamesakes() {
        if (!plan.keeps() || orders.values().stream().anyMatch(order -> order.cleared() > 0)
                || servers.stream().anyMatch(server -> server.dropped() > 0)) {
            return;
        }
        Map<String, Connection> found = new HashMap<>();
        for (Connection each : alive) {
            Connection other = found.put(each.channel() + " " + each.cid(), each);
            assertTrue(other == null, () -> "expected one member of an id, was " + other + " and " + each);
        }
    }

    private SimulatedServer newServer() {
        lives++;
        SimulatedServer server = new SimulatedServer("s" + lives, plan, place, lives);
        server.rig().onJoined(info -> connections.get(Integer.parseInt(info.uid().substring(1)) - 1).joined());
        return server;
    }
}
