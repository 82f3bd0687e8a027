package mles.dist.client;

import mles.client.Backoff;
import mles.client.MlesClient;
import mles.client.Session;
import mles.client.SessionListener;
import mles.dist.console.Console;
import mles.protocol.CloseReason;
import picocli.CommandLine.Option;

/** Lets a command outlive its connection, and says on standard error that it does. */
final class Reconnecting {
    @Option(names = "--reconnect", description = "Connect again when the connection is lost, until the command is ended.")
    private boolean wanted;

    /** {@return whether a command is to outlive its connection} */
    boolean isWanted() {
        return wanted;
    }

    /** Makes the sessions of {@code client} come back, if that is wanted. */
    void apply(MlesClient.Builder client, Console console) {
        if (wanted) {
            client.reconnect(Backoff.standard()).listener(new Notes(console));
        }
    }

    private record Notes(Console console) implements SessionListener {
        @Override
        public void down(Session session, CloseReason reason) {
            console.err().println("lost: " + session.channel() + ": " + reason + "; connecting again");
        }

        @Override
        public void up(Session session) {
            console.err().println("connected again: " + session.channel());
        }

        @Override
        public void gap(Session session) {
            console.err().println("gap: " + session.channel() + ": messages may be missing or come twice");
        }
    }
}
