package mles.testkit.jqwik;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import mles.protocol.ChannelName;
import mles.server.spi.Position;

/** Servers of one test, and the channel of that test. */
final class RelayCluster {
    private final ChannelName lab = new ChannelName("lab " + UUID.randomUUID());
    private final List<RelayServer> servers = new ArrayList<>();

    void add(RelayServer server) {
        servers.add(server);
    }

    List<RelayServer> servers() {
        return servers;
    }

    /** {@return the channel, opened by one of the servers} */
    RelayReader open(int server) {
        return open(servers.get(server));
    }

    /** {@return a reader of the whole channel} */
    RelayReader reader(int server) {
        return open(server).tail(Position.START);
    }

    /** Proposes messages by one of the servers, and reads them as another one does. */
    List<RelayRead> said(int server, int count) {
        int before = reader(0).awaitLive().read().size();
        say(open(server), count);
        return reader(0).await(before + count).subList(before, before + count);
    }

    /**
     * Proposes messages by all servers at the same time.
     *
     * @return the end of it
     */
    CompletableFuture<Void> sayAll(int count) {
        return all(reader -> say(reader, count));
    }

    /**
     * Does something to the channel on all servers at the same time.
     *
     * @return the end of it
     */
    CompletableFuture<Void> all(Consumer<RelayReader> task) {
        return CompletableFuture.allOf(servers.stream()
                .map(server -> CompletableFuture.runAsync(() -> task.accept(open(server)), Thread::startVirtualThread))
                .toArray(CompletableFuture<?>[]::new));
    }

    /**
     * Proposes messages by one of the servers, meanwhile.
     *
     * @return the end of it
     */
    CompletableFuture<Void> saying(int server, int count) {
        RelayReader writer = open(server);
        return CompletableFuture.runAsync(() -> say(writer, count), Thread::startVirtualThread);
    }

    /** Stops all servers. */
    void close() {
        servers.forEach(RelayServer::close);
        servers.clear();
    }

    static void say(RelayReader writer, int count) {
        for (int i = 0; i < count; i++) {
            writer.say("message " + i);
        }
    }

    private RelayReader open(RelayServer server) {
        return server.open(lab);
    }
}
