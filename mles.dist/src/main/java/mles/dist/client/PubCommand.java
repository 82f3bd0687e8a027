package mles.dist.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import mles.client.MlesClient;
import mles.client.Session;
import mles.dist.console.CommandException;
import mles.dist.console.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Publishes and says by its exit code whether the server took it. */
@Command(name = "pub", description = "Publish to a channel; ends when the server took everything.")
public final class PubCommand implements Callable<Integer> {
    private final Console console;
    @Option(names = {"-c",
            "--channel"}, paramLabel = "CHANNEL", required = true, description = "Channel to publish to.")
    private String channel = "";
    @ArgGroup(multiplicity = "1")
    private Content content = new Content();
    @Option(names = "--confirm", description = "Join a second time, and wait until that member has seen every message.")
    private boolean confirm;
    @Mixin
    private Reconnecting reconnecting = new Reconnecting();
    @Mixin
    private ClientOptions options = new ClientOptions();

    public PubCommand(Console console) {
        this.console = console;
    }

    /** Source of the payload: one of three. */
    static final class Content {
        @Option(names = {"-m",
                "--message"}, paramLabel = "TEXT", required = true, description = "One message, this text.")
        private @Nullable String text;
        @Option(names = {"-f",
                "--file"}, paramLabel = "FILE", required = true, description = """
                        One message, the bytes of FILE; - is standard input.""")
        private @Nullable Path file;
        @Option(names = {"-l",
                "--lines"}, required = true, description = "Each line of standard input that is not empty, one message.")
        private boolean lines;
    }

    @Override
    public Integer call() throws InterruptedException {
        Messages messages = messages();
        byte[] first = messages.next();
        if (first == null) {
            return 0;
        }
        MlesClient.Builder builder = options.builder(console);
        reconnecting.apply(builder, console);
        MlesClient client = builder.build();
        String uid = options.uid();
        if (isSingle()) {
            Publication.check(client.publish(uid, channel, first, Timeouts.TAKEN), 1);
            return 0;
        }
        if (!confirm) {
            try (Session session = client.join(uid, channel, first)) {
                publish(session, 1, messages, session::send);
            }
            return 0;
        }
        try (PublishConfirmation confirmation = PublishConfirmation.join(client, uid, channel);
                Session session = client.join(uid, channel)) {
            Messages all = Messages.before(first, messages);
            confirmation.await(publish(session, 0, all, message -> session.send(message, confirmation.nextKey())));
        }
        return 0;
    }

    /** {@return whether all is over with one message, which needs no session} */
    private boolean isSingle() {
        return !content.lines && !confirm && !reconnecting.isWanted();
    }

    private static long publish(Session session, long joined, Messages messages, Publication.Sender sender)
            throws InterruptedException {
        // Messages of others must be taken, too: the server holds up the channel for a reader that stops.
        return Publication.of(session, joined, messages, sender, () -> {
            while (true) {
                session.receive();
            }
        });
    }

    private Messages messages() {
        if (content.lines) {
            return Messages.contents(Messages.lines(console.in())); // an empty one would mean presence (SPEC 5.1)
        }
        String text = content.text;
        return Messages.one(
                text != null ? text.getBytes(StandardCharsets.UTF_8) : read(Objects.requireNonNull(content.file)));
    }

    private byte[] read(Path file) {
        boolean standard = file.toString().equals("-");
        String name = standard ? "standard input" : "file " + file;
        try (InputStream in = standard ? console.in() : Files.newInputStream(file)) {
            return Messages.whole(name, in);
        } catch (IOException e) {
            throw CommandException.unreadable(name, e);
        }
    }
}
