package mles.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import mles.client.MlesClient;
import mles.client.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Publishes and says by its exit code whether the server took it. */
@Command(name = "pub", description = "Publish to a channel; ends when the server took everything.", mixinStandardHelpOptions = true, versionProvider = MlesCommand.Version.class)
final class PubCommand implements Callable<Integer> {
    private final Shell shell;
    @Option(names = {"-c", "--channel"}, paramLabel = "CHANNEL", required = true, description = "Where to publish.")
    private String channel = "";
    @ArgGroup(multiplicity = "1")
    private Content content = new Content();
    @Option(names = "--confirm", description = "Join a second time and wait until that one has seen all of it.")
    private boolean confirm;
    @Mixin
    private ClientOptions options = new ClientOptions();

    PubCommand(Shell shell) {
        this.shell = shell;
    }

    /** What to publish: one of three. */
    static final class Content {
        @Option(names = {"-m",
                "--message"}, paramLabel = "TEXT", required = true, description = "One message, this text.")
        private @Nullable String text;
        @Option(names = {"-f",
                "--file"}, paramLabel = "FILE", required = true, description = "One message, the bytes of FILE.")
        private @Nullable Path file;
        @Option(names = {"-l", "--lines"}, required = true, description = "Each line of standard input, one message.")
        private boolean lines;
    }

    @Override
    public Integer call() throws InterruptedException {
        Messages messages = messages();
        byte[] first = messages.next();
        if (first == null) {
            return 0;
        }
        MlesClient client = options.client(shell, Times.CONNECT);
        String uid = options.uid();
        if (!confirm) {
            try (Session session = client.join(uid, channel, first)) {
                publish(session, messages.next(), messages, session::send);
            }
            return 0;
        }
        try (Witness witness = Witness.join(client, uid, channel); Session session = client.join(uid, channel)) {
            long sent = publish(session, first, messages, message -> session.send(message, witness.mark()));
            witness.await(sent, Times.CONFIRMED);
        }
        return 0;
    }

    private static long publish(Session session, byte @Nullable [] first, Messages messages, Sender sender)
            throws InterruptedException {
        // What others publish must be taken, too: the server holds up the channel for a reader that stops.
        Thread.startVirtualThread(() -> session.forEach(received -> {
        }));
        long sent = 0;
        for (byte[] message = first; message != null; message = messages.next()) {
            sender.send(message);
            sent++;
        }
        long start = System.nanoTime();
        if (!session.finish(Times.TAKEN)) {
            boolean late = Duration.ofNanos(System.nanoTime() - start).compareTo(Times.TAKEN) >= 0;
            throw new CommandException(late
                    ? "timed out: the server did not take everything within " + Times.TAKEN.toSeconds() + " s"
                    : "lost: the connection ended before the server had taken everything");
        }
        return sent;
    }

    private Messages messages() {
        if (content.lines) {
            return Messages.lines(shell.in());
        }
        String text = content.text;
        return Messages.one(
                text != null ? text.getBytes(StandardCharsets.UTF_8) : read(Objects.requireNonNull(content.file)));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw CommandException.unreadable("file " + file, e);
        }
    }

    /** How a message goes out. */
    private interface Sender {
        void send(byte[] message);
    }
}
