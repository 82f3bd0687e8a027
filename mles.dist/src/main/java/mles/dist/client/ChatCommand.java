package mles.dist.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import mles.client.Received;
import mles.client.Session;
import mles.dist.console.CommandException;
import mles.dist.console.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Talks on a channel: shows what others say and who is here, sends each line with its newline (SPEC 7). */
@Command(name = "chat", description = "Talk on a channel: type a line to send it, end the input to leave.")
public final class ChatCommand implements Callable<Integer> {
    private final Console console;
    @Option(names = {"-c",
            "--channel"}, paramLabel = "CHANNEL", description = "Channel to talk on; asked for otherwise.")
    private @Nullable String channel;
    @Mixin
    private ClientOptions options = new ClientOptions();

    public ChatCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Messages typed = Messages.lines(console.in());
        String where = channel == null ? ask(typed) : channel;
        LinesAbove lines = new LinesAbove(console.out(), TerminalWidth.of(console));
        try (Session session = options.client(console).join(options.uid(), where)) {
            Publication.of(session, 0, typed, line -> session.send(withNewline(line)), () -> show(session, lines));
        } catch (CommandException e) {
            lines.leave();
            console.flush();
            throw e;
        }
        return 0;
    }

    private String ask(Messages typed) {
        console.out().print("Channel: ");
        console.flush();
        byte[] answer = typed.next();
        if (answer == null) {
            throw new CommandException("no channel was given");
        }
        return new String(answer, StandardCharsets.UTF_8);
    }

    private static byte[] withNewline(byte[] line) {
        byte[] message = Arrays.copyOf(line, line.length + 1);
        message[line.length] = '\n';
        return message;
    }

    private void show(Session session, LinesAbove lines) throws InterruptedException {
        TextDisplay display = new TextDisplay(lines, options.areSealed(console));
        while (true) {
            Received received = session.receive();
            if (!display.show(received)) {
                display.line("* " + received.uid() + " is here");
            }
            console.flush();
        }
    }
}
