package mles.dist;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.server.spi.PeerState;
import org.jspecify.annotations.Nullable;

/** Servers on three levels, each with a client on each channel that publishes numbers and remembers what it hears. */
final class PeerTree implements AutoCloseable {
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    private final List<Node> nodes = new ArrayList<>();
    private final Transport transport;
    private final int channels;
    private final int history;
    private final int width;
    private volatile boolean publishing = true;
    private @Nullable Thread publisher;
    private int cuts;
    private int stalls;
    private int restarts;
    private long losses;
    private long mostGaps;
    private long mendedAt;
    private String settling = "";

    /** A server, its cable to the one above, and its clients. */
    private final class Node {
        private final int number;
        private final int parent;
        private final List<TreeClient> clients = new ArrayList<>();
        private final int port;
        private @Nullable CutProxy cable;
        private TestServer server;
        /** Frames that the servers before it have given up, and have found missing. */
        private long droppedBefore;
        private long gapsBefore;

        Node(int number) throws IOException {
            this.number = number;
            this.parent = (number + width - 1) / width - 1;
            this.port = Ports.free();
            if (parent >= 0) {
                cable = new CutProxy(nodes.get(parent).address());
            }
            this.server = start();
        }

        InetSocketAddress address() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        }

        TestServer start() {
            CutProxy up = cable;
            return TestServer.start(transport, config -> {
                config.set(Settings.LISTEN, List.of("tcp://127.0.0.1:" + port)).set(Settings.EVENT_LOOPS, 2)
                        .set(Settings.HISTORY_LIMIT, history);
                return up == null
                        ? config
                        : config.parse(Settings.PEER, "127.0.0.1:" + up.address().getPort())
                                .set(Settings.PEER_WAIT, PeerTest.SOON);
            });
        }

        /** As if the machine had gone: what is under way is lost. */
        void restart() {
            List<CutProxy> cables = new ArrayList<>();
            if (cable != null) {
                cables.add(cable);
            }
            for (Node node : nodes) {
                if (node.parent == number && node.cable != null) {
                    cables.add(node.cable);
                    mostGaps += channels;
                }
            }
            cables.forEach(CutProxy::cut);
            droppedBefore = dropped();
            gapsBefore = gaps();
            server.stop();
            server = start();
            cables.forEach(CutProxy::mend);
        }

        long named() {
            return dropped() + gaps();
        }

        long dropped() {
            return droppedBefore + server.stats().peerDroppedFrames();
        }

        long gaps() {
            return gapsBefore + server.stats().peerGaps();
        }

        /** {@return this one and all above it} */
        Set<Node> line() {
            Set<Node> line = new LinkedHashSet<>();
            for (Node node = this; node != null; node = node.parent < 0 ? null : nodes.get(node.parent)) {
                line.add(node);
            }
            return line;
        }
    }

    /** {@return one on each level that is restarted at times; the clients of the others stay} */
    private List<Node> mortal() {
        return List.of(nodes.getFirst(), nodes.get(1), nodes.getLast());
    }

    /** @param width how many servers each one has below it, but for those on the third level */
    PeerTree(Transport transport, int width, int channels, int history) throws IOException {
        this.transport = transport;
        this.width = width;
        this.channels = channels;
        this.history = history;
        for (int i = 0; i < 1 + width + width * width; i++) {
            nodes.add(new Node(i));
        }
        for (Node node : nodes) {
            boolean mortal = mortal().contains(node);
            for (int channel = 0; channel < channels; channel++) {
                node.clients.add(new TreeClient(node.address(), "n" + node.number, "c" + channel, mortal));
            }
        }
    }

    /** Lets every client publish so many messages a second. */
    void publishAt(int rate) {
        long pause = 1_000_000_000L / rate;
        publisher = Thread.ofPlatform().daemon().start(() -> {
            for (long due = System.nanoTime(); publishing; due += pause) {
                nodes.forEach(node -> node.clients.forEach(TreeClient::publish));
                LockSupport.parkNanos(due + pause - System.nanoTime());
            }
        });
    }

    /** Cuts, stalls or mends a cable, or restarts a server. */
    void harm(Random random, boolean withRestarts) {
        Node node = nodes.get(1 + random.nextInt(nodes.size() - 1));
        CutProxy cable = node.cable;
        int choice = random.nextInt(withRestarts ? 10 : 8);
        if (choice >= 8) {
            restarts++;
            mortal().get(random.nextInt(mortal().size())).restart();
        } else if (cable != null) {
            if (choice < 2) {
                cuts++;
                cable.cut();
            } else if (choice < 4) {
                stalls++;
                cable.stall();
            } else if (choice == 4) {
                cuts++;
                cable.drop();
            } else {
                cable.mend();
            }
        }
    }

    void mendAll() {
        for (Node node : nodes) {
            if (node.cable != null) {
                node.cable.mend();
            }
        }
        mendedAt = System.nanoTime();
    }

    void stopPublishing() throws IOException {
        publishing = false;
        Thread running = publisher;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        Set<TreeClient> all = nodes.stream().flatMap(node -> node.clients.stream()).collect(Collectors.toSet());
        await("all clients are there", () -> all.stream().allMatch(TreeClient::isConnected));
        all.forEach(TreeClient::end);
    }

    /** Waits until every member has heard the last words of all others. */
    void awaitEnds() {
        for (Node node : nodes) {
            for (TreeClient client : node.clients) {
                await(client + " has heard the end of " + client.missing(nodes.size()),
                        () -> client.missing(nodes.size()).isEmpty());
            }
        }
        settled("all heard");
    }

    /** Waits until all links are up, and nothing moves: what came twice would come late. */
    void awaitQuiet() {
        for (Node node : nodes.subList(1, nodes.size())) {
            await("the links of " + node.number + " are up",
                    () -> node.server.stats().peerLinks(PeerState.UP) == channels);
        }
        settled("links up");
        await("nothing moves", new Quiet()::isReached);
        settled("quiet");
    }

    private void settled(String what) {
        settling += ", " + what + " after " + (System.nanoTime() - mendedAt) / 1_000_000 + " ms";
    }

    /** {@return frames that clients have not heard and no counter on their way names, a line each} */
    List<String> unnamedLosses() {
        List<String> unnamed = new ArrayList<>();
        for (Node author : nodes) {
            for (Node listener : nodes) {
                Set<Node> way = author.line();
                way.addAll(listener.line());
                Set<Node> both = author.line();
                both.retainAll(listener.line());
                way.removeAll(both);
                long lost = lost(author, listener);
                losses += lost;
                if (lost > 0 && way.stream().noneMatch(node -> node.named() > 0)) {
                    unnamed.add(lost + " from " + author.number + " to " + listener.number);
                }
            }
        }
        return unnamed;
    }

    /** {@return the number of frames of members that stayed on one server which members that stayed on another have not heard} */
    private long lost(Node author, Node listener) {
        long lost = 0;
        for (int channel = 0; channel < channels && author != listener; channel++) {
            TreeClient source = author.clients.get(channel);
            TreeClient client = listener.clients.get(channel);
            if (!source.isMortal() && !client.isMortal()) {
                lost += source.published() - new TreeSet<>(client.heardOf(source.uid())).size();
            }
        }
        return lost;
    }

    /** {@return the faults, a line each} */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (int channel = 0; channel < channels; channel++) {
            for (Node author : nodes) {
                TreeClient source = author.clients.get(channel);
                Map<String, List<Integer>> heard = new LinkedHashMap<>();
                for (Node node : nodes) {
                    TreeClient client = node.clients.get(channel);
                    if (!client.isMortal() && node != author) {
                        heard.put(client.toString(), client.heardOf(source.uid()));
                    }
                }
                heard.forEach((who, numbers) -> faults.addAll(faults(who, source, numbers)));
                Set<Set<Integer>> sets = heard.values().stream().map(TreeSet::new).collect(Collectors.toSet());
                if (sets.size() > 1) {
                    faults.add("of " + source + " not all heard the same");
                }
            }
        }
        return faults;
    }

    /**
     * Frames that a restarted server knew alone are lost, and frames that few others knew may come late: then only their place tells. So of
     * authors whose server may be restarted no frame may come twice, and all must have heard the same.
     */
    private static List<String> faults(String who, TreeClient author, List<Integer> numbers) {
        List<String> faults = new ArrayList<>();
        Set<Integer> seen = new TreeSet<>();
        int last = -1;
        for (int number : numbers) {
            if (!seen.add(number)) {
                faults.add(who + " heard " + number + " of " + author + " twice");
            } else if (number < last && !author.isMortal()) {
                faults.add(who + " heard " + number + " of " + author + " after " + last);
            }
            last = number;
        }
        if (!author.isMortal() && seen.size() < author.published()) {
            Set<Integer> lost = IntStream.range(0, author.published()).boxed()
                    .collect(Collectors.toCollection(TreeSet::new));
            lost.removeAll(seen);
            faults.add(who + " has not heard " + lost + " of " + author);
        }
        return faults;
    }

    /**
     * {@return gaps counted beyond what doubt allows where histories keep everything} A link that finds nothing that it
     * knows cannot tell a server that has forgotten from one that is new: that is one for each restart of the one above.
     */
    long excessGaps() {
        return Math.max(0, gaps() - mostGaps);
    }

    private long gaps() {
        return nodes.stream().mapToLong(Node::gaps).sum();
    }

    /** {@return by channel and server how many frames its history has more or fewer than that of the root} */
    Map<String, Map<String, Long>> differingHistories() {
        Map<String, Map<String, Long>> differing = new TreeMap<>();
        for (int channel = 0; channel < channels; channel++) {
            Map<String, Long> root = history(nodes.getFirst(), "c" + channel);
            for (Node node : nodes) {
                Map<String, Long> difference = new TreeMap<>(history(node, "c" + channel));
                root.forEach((line, count) -> difference.merge(line, -count, Long::sum));
                difference.values().removeIf(count -> count == 0);
                if (!difference.isEmpty()) {
                    differing.put("c" + channel + " at " + node.number, difference);
                }
            }
        }
        return differing;
    }

    String summary() {
        long published = nodes.stream().flatMap(node -> node.clients.stream()).mapToLong(TreeClient::published).sum();
        long known = nodes.stream().mapToLong(node -> node.server.stats().peerKnownFrames()).sum();
        long dropped = nodes.stream().mapToLong(node -> node.server.stats().peerDroppedFrames()).sum();
        long echoed = nodes.stream().mapToLong(node -> node.server.stats().peerEchoedFrames()).sum();
        long up = nodes.stream().mapToLong(node -> node.server.stats().peerLinks(PeerState.UP)).sum();
        long givenUp = nodes.stream().mapToLong(Node::dropped).sum();
        return "tree: " + nodes.size() + " servers, " + channels + " channels, history-limit " + history + ", "
                + published + " published, " + losses + " not heard, " + givenUp + " counted as given up, " + gaps()
                + " gaps counted, " + mostGaps + " links of servers that were restarted, "
                + cuts + " cuts, " + stalls + " stalls, " + restarts
                + " restarts; since the last restart of each: " + known + " known, " + echoed + " echoed, " + dropped
                + " dropped; " + up + " links up" + settling;
    }

    @Override
    public void close() throws IOException {
        publishing = false;
        for (Node node : nodes) {
            node.clients.forEach(TreeClient::close);
        }
        for (int i = nodes.size() - 1; i >= 0; i--) {
            nodes.get(i).server.close();
            CutProxy cable = nodes.get(i).cable;
            if (cable != null) {
                cable.close();
            }
        }
    }

    private static Map<String, Long> history(Node node, String channel) {
        int frames = (int) node.server.channel(channel).historyFrames();
        Map<String, Long> lines = new TreeMap<>();
        try (Wire audit = Wire.connect(node.address())) {
            audit.send(Frames.message("audit" + node.number, channel, ""));
            for (Frame frame : audit.next(frames)) {
                Message message = Message.decode(frame.payload());
                // A member that comes back joins with the very same frame; servers may see a different number of these.
                if (!message.uid().startsWith("audit")) {
                    lines.merge(message.uid() + ":" + message.text(), 1L,
                            message.text().isEmpty() ? Math::max : Long::sum);
                }
            }
        }
        return lines;
    }

    private static void await(String what, java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not in time: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** No server has taken a frame for so long that all replays are over. */
    private final class Quiet {
        private long frames = -1;
        private long since;

        boolean isReached() {
            long now = nodes.stream().mapToLong(node -> node.server.stats().receivedFrames()).sum();
            if (now != frames) {
                frames = now;
                since = System.nanoTime();
            }
            return System.nanoTime() - since > 7_000_000_000L;
        }
    }
}
