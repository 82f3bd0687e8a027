package mles.dist;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import mles.client.Received;
import mles.client.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Talks on a channel: shows what others say and who is here, sends each line with its newline (SPEC 7). */
@Command(name = "chat", description = "Talk on a channel: type a line to send it, end the input to leave.", mixinStandardHelpOptions = true, versionProvider = MlesCommand.Version.class)
final class ChatCommand implements Callable<Integer> {
    private final Shell shell;
    @Option(names = {"-c", "--channel"}, paramLabel = "CHANNEL", description = "Where to talk; asked for otherwise.")
    private @Nullable String channel;
    @Mixin
    private ClientOptions options = new ClientOptions();

    ChatCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Messages typed = Messages.lines(shell.in());
        String where = channel == null ? ask(typed) : channel;
        try (Session session = options.client(shell, Times.CONNECT).join(options.uid(), where)) {
            CompletableFuture<Void> over = new CompletableFuture<>();
            // A read of standard input cannot be ended from here: its thread must not hold up the end of the process.
            Thread.ofPlatform().daemon().name("typed").start(() -> until(over, () -> send(session, typed)));
            Thread.startVirtualThread(() -> until(over, () -> show(session)));
            over.get();
        } catch (ExecutionException e) {
            throw cause(e);
        }
        return 0;
    }

    private String ask(Messages typed) {
        shell.out().print("Channel: ");
        shell.flush();
        byte[] answer = typed.next();
        if (answer == null) {
            throw new CommandException("no channel was given");
        }
        return new String(answer, StandardCharsets.UTF_8);
    }

    private static void send(Session session, Messages typed) {
        for (byte[] line = typed.next(); line != null; line = typed.next()) {
            byte[] message = Arrays.copyOf(line, line.length + 1);
            message[line.length] = '\n';
            session.send(message);
        }
    }

    private void show(Session session) throws InterruptedException {
        TextDisplay display = new TextDisplay(shell.out());
        while (true) {
            Received received = session.receive();
            if (!display.show(received)) {
                display.line("* " + received.uid() + " is here");
            }
            shell.flush();
        }
    }

    private static void until(CompletableFuture<Void> over, Part part) {
        try {
            part.run();
            over.complete(null);
        } catch (InterruptedException | RuntimeException e) {
            over.completeExceptionally(e);
        }
    }

    private static RuntimeException cause(ExecutionException e) {
        return e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
    }

    /** One direction of the talk. */
    private interface Part {
        void run() throws InterruptedException;
    }
}
