package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import mles.protocol.CloseReason;
import mles.protocol.Message;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.testkit.Envelopes;
import org.junit.jupiter.api.Test;

/** Members of mles-websocket-2 on a whole server, beside those of mles-websocket and TCP (docs/websocket-2.md). */
@BothTransports
class EnvelopeTest {
    private static final Pattern JOINED = Pattern
            .compile("\\{joined=(\\d+), epoch=([0-9a-f]{16}), n=(\\d+), first=(\\d+)(, gap=true)?}");
    private static final Pattern MESSAGE = Pattern.compile("\\{n=(\\d+), t=(\\d+), m=([0-9a-f]+)}");

    private final Transport transport;

    EnvelopeTest(Transport transport) {
        this.transport = transport;
    }

    /** What {@code joined} says. */
    private record Joined(long epoch, long newest, long first, boolean gap) {
    }

    @Test
    void membersOfAllKindsOnOneChannel() {
        try (TestServer server = TestServer.start(transport); Ws ann = server.envelopes()) {
            Joined joined = join(ann, Envelopes.join(1, "ann", "lab", ""));
            assertEquals(0, joined.newest);
            assertTrue(joined.first > joined.newest, () -> "nothing follows: " + joined);
            try (Wire tcp = server.join("tcp", "lab"); Ws old = server.browse("old", "lab")) {
                assertEquals("0 tcp: ", message(ann));
                assertEquals("0 old: ", message(ann));
                assertEquals(Frames.message("ann", "lab", ""), tcp.next());
                tcp.next();
                old.nextMessage();
                old.nextMessage();
                ann.envelope(Envelopes.publish(1, "ann", "lab", "one").number("answer", 7));
                assertEquals("{published=7, n=1}", ann.nextEnvelope());
                assertEquals(Frames.message("ann", "lab", "one"), tcp.next());
                assertEquals("one", old.nextText());
                tcp.send(Frames.message("tcp", "lab", "two"));
                assertEquals("2 tcp: two", message(ann));
                old.nextText();
                old.message("old", "lab", "three");
                assertEquals("3 old: three", message(ann));
                ann.envelope(Envelopes.publish(1, "ann", "lab", "four"))
                        .envelope(Envelopes.publish(1, "ann", "lab", "five").number("answer", 8));
                assertEquals("{published=8, n=5}", ann.nextEnvelope());
            }
        }
    }

    @Test
    void aClientResumesBehindItsPosition() {
        try (TestServer server = TestServer.start(transport); Wire bob = server.join("bob", "lab")) {
            Joined joined;
            try (Ws ann = server.envelopes()) {
                joined = join(ann, Envelopes.join(1, "ann", "lab", ""));
                message(ann);
                bob.send(Frames.message("bob", "lab", "one"));
                assertEquals("1 bob: one", message(ann));
                ann.envelope(Envelopes.publish(1, "ann", "lab", "two").number("answer", 1));
                assertEquals("{published=1, n=2}", ann.nextEnvelope());
                ann.envelope(Envelopes.publish(1, "ann", "lab", "three"));
                Await.until("it is there", () -> server.stats().receivedFrames() == 5);
            }
            bob.send(Frames.message("bob", "lab", "four"));
            Await.until("it is there", () -> server.stats().receivedFrames() == 6);
            Await.until("the end is noticed", () -> server.stats().members() == 1);
            try (Ws ann = server.envelopes()) {
                Joined again = join(ann, Envelopes.join(9, "ann", "lab", "").since(joined.epoch, 2));
                assertEquals(new Joined(joined.epoch, 4, 3, false), again);
                assertEquals("3 ann: three", message(ann));
                assertEquals("4 bob: four", message(ann));
                bob.send(Frames.message("bob", "lab", "five"));
                assertEquals("5 bob: five", message(ann));
            }
            try (Ws eve = server.envelopes()) {
                assertTrue(join(eve, Envelopes.join(9, "eve", "lab", "").since(joined.epoch + 1, 2)).gap);
            }
        }
    }

    @Test
    void aQuietMemberIsNotHeardOf() {
        try (TestServer server = TestServer.start(transport);
                Wire bob = server.join("bob", "lab");
                Ws ann = server.envelopes()) {
            join(ann, Envelopes.join(1, "ann", "lab", "not published").bool("quiet", true));
            assertEquals("0 bob: ", message(ann));
            ann.envelope(Envelopes.publish(1, "ann", "lab", "one"));
            assertEquals("one", bob.nextText());
        }
    }

    @Test
    void aMemberLeavesAndJoinsAgain() {
        try (TestServer server = TestServer.start(transport);
                Ws ann = server.envelopes();
                Wire bob = server.join("bob", "other")) {
            join(ann, Envelopes.join(1, "ann", "lab", "one"));
            join(ann, Envelopes.join(2, "ann", "other", ""));
            message(ann);
            ann.envelope(Envelopes.publish(1, "ann", "lab", "two")).envelope(Envelopes.leave(1));
            assertEquals("{left=1, reason=left, retry=false}", ann.nextEnvelope());
            assertEquals(2, server.stats().members());
            Joined again = join(ann, Envelopes.join(1, "ann", "lab", ""));
            assertEquals(2, again.newest);
            assertEquals(List.of("1 ann: one", "2 ann: two"), List.of(message(ann), message(ann)));
            bob.send(Frames.message("bob", "other", "still there"));
            assertEquals("1 bob: still there", message(ann));
        }
    }

    @Test
    void aRefusedJoinLeavesTheOthersAlone() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MAX_CHANNELS, 2));
                Wire bob = server.join("bob", "lab");
                Ws ann = server.envelopes()) {
            join(ann, Envelopes.join(1, "ann", "a", ""));
            ann.envelope(Envelopes.join(2, "bob", "lab", "")).envelope(Envelopes.join(3, "ann", "b", ""));
            assertEquals(List.of("{refused=2, reason=duplicate-cid, retry=true}",
                    "{refused=3, reason=channel-limit, retry=true}"),
                    List.of(ann.nextEnvelope(), ann.nextEnvelope()).stream().sorted().toList());
            join(ann, Envelopes.join(2, "ann", "lab", ""));
            message(ann);
            bob.next();
            assertTrue(server.server().evict("lab", Frames.cid("ann", "lab")));
            assertEquals("{left=2, reason=evicted, retry=false}", ann.nextEnvelope());
            ann.envelope(Envelopes.publish(1, "ann", "a", "x").number("answer", 1));
            assertEquals("{published=1, n=1}", ann.nextEnvelope());
        }
    }

    /** Long messages of two channels in fragments, and answers between them. */
    @Test
    void longMessagesAndAnswers() {
        int count = 20;
        try (TestServer server = TestServer.start(transport);
                Wire a = server.join("bob", "a");
                Wire b = server.join("bob", "b");
                Ws ann = server.envelopes()) {
            join(ann, Envelopes.join(1, "ann", "a", ""));
            message(ann);
            join(ann, Envelopes.join(2, "ann", "b", ""));
            message(ann);
            byte[] large = new byte[1_000_000];
            for (int i = 0; i < count; i++) {
                a.send(Frames.of("bob", "a", Message.of("bob", "a", large).encode()));
                b.send(Frames.of("bob", "b", Message.of("bob", "b", large).encode()));
                ann.envelope(Envelopes.publish(1, "ann", "a", "x").number("answer", i));
            }
            List<String> answers = new ArrayList<>();
            long last = 0;
            int messages = 0;
            while (answers.size() < count || messages < 2 * count) {
                String next = ann.nextEnvelope();
                if (next.startsWith("{published=")) {
                    answers.add(next.substring(0, next.indexOf(',')));
                    last = Math.max(last, Long.parseLong(next.substring(next.lastIndexOf('=') + 1, next.length() - 1)));
                    continue;
                }
                messages++;
                MatchResult message = match(MESSAGE, next);
                assertTrue(message.group(3).length() > 2 * large.length);
                last = Math.max(last, Long.parseLong(message.group(1)));
            }
            assertEquals(2L * count, last);
            assertEquals("{published=" + (count - 1), answers.getLast());
        }
    }

    @Test
    void anEnvelopeThatIsNone() {
        try (TestServer server = TestServer.start(transport); Ws ann = server.envelopes()) {
            join(ann, Envelopes.join(1, "ann", "lab", ""));
            ann.message("ann", "lab", "a payload alone");
            assertEquals(1007, ann.awaitClose().code());
            server.awaitCloses(CloseReason.BAD_PAYLOAD, 1);
        }
    }

    @Test
    void aStop() {
        TestServer server = TestServer.start(transport);
        try (Ws ann = server.envelopes()) {
            join(ann, Envelopes.join(1, "ann", "lab", ""));
            server.stop();
            assertEquals("{left=1, reason=shutdown, retry=true}", ann.nextEnvelope());
            assertEquals(1001, ann.awaitClose().code());
        }
    }

    private static Joined join(Ws ws, Envelopes join) {
        ws.envelope(join);
        MatchResult joined = match(JOINED, ws.nextEnvelope());
        return new Joined(Long.parseUnsignedLong(joined.group(2), 16), Long.parseLong(joined.group(3)),
                Long.parseLong(joined.group(4)), joined.group(5) != null);
    }

    /** {@return the number, uid and text of the next message} */
    private static String message(Ws ws) {
        MatchResult message = match(MESSAGE, ws.nextEnvelope());
        long age = System.currentTimeMillis() - Long.parseLong(message.group(2));
        assertTrue(Math.abs(age) < Await.DEADLINE.toMillis(), () -> "stored " + age + " ms ago");
        Message payload = Message.decode(ByteBuffer.wrap(HexFormat.of().parseHex(message.group(3))));
        return message.group(1) + " " + payload.uid() + ": " + payload.text();
    }

    private static MatchResult match(Pattern pattern, String text) {
        return pattern.matcher(text).results().findFirst().orElseThrow(() -> new AssertionError(text));
    }
}
