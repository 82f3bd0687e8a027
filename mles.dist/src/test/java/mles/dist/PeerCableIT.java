package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers on two hosts, and a cable between them that is cut: the link is half open, and nobody says so. */
@Timeout(180)
class PeerCableIT {
    private static final Map<String, String> KEY = Map.of("MLES_KEY", "k");
    private static final int ROOT = 0;
    private static final int LEAF = 1;
    private static final String LOCAL = "127.0.0.1";
    private static final int CUTS = 3;
    private static final int LINES = 20;
    private static final int ALL = LINES * (2 * CUTS + 1);

    @Test
    void everyLineArrivesOnceHoweverOftenTheCableIsCut() throws IOException, InterruptedException {
        assumeTrue(Network.isPossible(), "network namespaces cannot be made here");
        try (Network network = new Network(2);
                ImageProcess root = onRoot(network, server(network.host(ROOT)));
                ImageProcess leaf = onLeaf(network, server(network.host(LEAF), network.host(ROOT).address()))) {
            for (ImageProcess server : List.of(root, leaf, root, leaf)) {
                server.line();
            }
            try (ImageProcess above = onRoot(network, "pub", "-s", LOCAL, "-c", "lab", "-u", "above", "-l");
                    ImageProcess below = onLeaf(network, "pub", "-s", LOCAL, "-c", "lab", "-u", "below",
                            "-l");
                    ImageProcess up = onRoot(network, subscriber());
                    ImageProcess down = onLeaf(network, subscriber())) {
                say(0, above, below);
                for (int cut = 0; cut < CUTS; cut++) {
                    network.cut(LEAF);
                    say(2 * cut + 1, above, below);
                    Await.until("both sides have given the link up", () -> network.isQuiet(ROOT, LEAF));
                    network.mend(LEAF);
                    say(2 * cut + 2, above, below);
                }
                for (ImageProcess subscriber : List.of(up, down)) {
                    List<String> heard = subscriber.end().out().lines().toList();
                    for (String who : List.of("above", "below")) {
                        assertEquals(IntStream.range(0, ALL).mapToObj(i -> who + ": " + i).toList(),
                                heard.stream().filter(line -> line.startsWith(who)).toList());
                    }
                }
            }
        }
    }

    private static void say(int round, ImageProcess... publishers) throws IOException {
        for (int i = round * LINES; i < (round + 1) * LINES; i++) {
            for (ImageProcess publisher : publishers) {
                publisher.type(i + "\n");
            }
        }
    }

    private static ImageProcess onRoot(Network network, String... arguments) throws IOException {
        return ImageProcess.start(network.host(ROOT), ImageProcess.COMMAND, KEY, arguments);
    }

    private static ImageProcess onLeaf(Network network, String... arguments) throws IOException {
        return ImageProcess.start(network.host(LEAF), ImageProcess.COMMAND, KEY, arguments);
    }

    private static String[] subscriber() {
        return new String[]{"sub", "-s", LOCAL, "-c", "lab", "-C", Integer.toString(2 * ALL)};
    }

    /** A dead link is noticed within seconds. */
    private static String[] server(Host host, String... peer) {
        return Stream
                .concat(Stream.of("server", "--listen", "tcp://" + host.address() + ":8077", "--listen",
                        "tcp://127.0.0.1:8077",
                        "--history-limit", "1000", "--tcp-user-timeout", "2s", "--keepalive-idle", "1s",
                        "--keepalive-interval",
                        "1s", "--keepalive-count", "2", "--peer-wait", "200ms…1s"), Arrays.stream(peer))
                .toArray(String[]::new);
    }
}
