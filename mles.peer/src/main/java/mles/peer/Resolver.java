package mles.peer;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Looks a name up away from the event loops; who asks while that is under way gets the same answer. Thread-safe. */
final class Resolver {
    private final String host;
    private List<Consumer<InetAddress[]>> waiting = new ArrayList<>();

    Resolver(String host) {
        this.host = host;
    }

    /** Tells the addresses, none when there are none. */
    synchronized void resolve(Consumer<InetAddress[]> told) {
        waiting.add(told);
        if (waiting.size() == 1) {
            Thread.ofVirtual().start(this::lookUp);
        }
    }

    private void lookUp() {
        InetAddress[] found;
        try {
            found = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            found = new InetAddress[0];
        }
        InetAddress[] answer = found;
        taken().forEach(told -> told.accept(answer));
    }

    private synchronized List<Consumer<InetAddress[]>> taken() {
        List<Consumer<InetAddress[]>> all = waiting;
        waiting = new ArrayList<>();
        return all;
    }
}
