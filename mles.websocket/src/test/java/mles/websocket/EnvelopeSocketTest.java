package mles.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mles.protocol.CloseReason;
import mles.server.spi.Position;
import mles.server.transport.JoinAnswer;
import mles.server.transport.JoinOptions;
import mles.testkit.Envelopes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A socket of mles-websocket-2 before a server whose every step is told. */
class EnvelopeSocketTest {
    private static final JoinAnswer EMPTY = new JoinAnswer(new Position(255, 6), 255, 7, false);

    @Test
    void joinPublishLeave() throws Exception {
        try (EnvelopeBridge bridge = EnvelopeBridge.open()) {
            bridge.send(Envelopes.join(5, "ann", "lab", "hello"));
            assertEquals(JoinOptions.V1, bridge.seat(0).options);
            bridge.seat(0).member.joined(EMPTY);
            assertEquals(List.of("{joined=5, epoch=00000000000000ff, n=6, first=7}"), bridge.sent());
            bridge.send(Envelopes.publish(5, "ann", "lab", "one"),
                    Envelopes.publish(5, "ann", "lab", "two").number("answer", 70_000), Envelopes.leave(5));
            assertEquals(List.of("ann@lab: hello", "ann@lab: one", "ann@lab: two", "answer 70000", "leave left"),
                    bridge.seat(0).heard);
            bridge.seat(0).member.published(70_000, 9);
            assertEquals(List.of("{published=70000, n=9}"), bridge.sent());
            bridge.seat(0).member.close(CloseReason.LEFT);
            assertEquals(List.of("{left=5, reason=left, retry=false}"), bridge.sent());
            bridge.send(Envelopes.join(5, "ann", "lab", ""));
            bridge.seat(1).member.joined(EMPTY);
            assertEquals(1, bridge.sent().size(), "the number is free again");
        }
    }

    @Test
    void quietAndSince() throws Exception {
        try (EnvelopeBridge bridge = EnvelopeBridge.open()) {
            bridge.send(Envelopes.join(1, "ann", "a", "").bool("quiet", true),
                    Envelopes.join(2, "ann", "b", "").since(-2, 77),
                    Envelopes.join(3, "ann", "c", "").bool("quiet", false));
            assertEquals(new JoinOptions(true, null), bridge.seat(0).options);
            assertEquals(new JoinOptions(true, new Position(-2, 77)), bridge.seat(1).options);
            assertEquals(JoinOptions.V1, bridge.seat(2).options);
            bridge.seat(1).member.joined(new JoinAnswer(new Position(-2, 80), -2, 78, true));
            assertEquals(List.of("{joined=2, epoch=fffffffffffffffe, n=80, first=78, gap=true}"), bridge.sent());
        }
    }

    /** Whatever concerns one membership leaves the socket alone. */
    @Test
    void refusals() throws Exception {
        try (EnvelopeBridge bridge = EnvelopeBridge.open()) {
            bridge.gate.refusal = CloseReason.RATE_LIMIT;
            bridge.send(Envelopes.join(1, "ann", "a", ""));
            bridge.gate.refusal = null;
            bridge.send(Envelopes.join(1, "ann", "a", ""));
            bridge.seat(0).member.close(CloseReason.DUPLICATE_CID);
            assertEquals(List.of("{refused=1, reason=rate-limit, retry=true}",
                    "{refused=1, reason=duplicate-cid, retry=true}"), bridge.sent());
            bridge.send(Envelopes.join(1, "ann", "a", ""), Envelopes.join(2, "eve", "a", ""),
                    Envelopes.join(2, "n".repeat(101), "b", ""), Envelopes.join(2, "ann", "b", "x".repeat(1000)),
                    Envelopes.join(2, "ann", "b", ""), Envelopes.join(3, "ann", "c", ""),
                    Envelopes.join(4, "ann", "d", ""));
            assertEquals(List.of("{refused=2, reason=duplicate-cid, retry=false}",
                    "{refused=2, reason=name-too-long, retry=false}", "{refused=2, reason=too-large, retry=false}",
                    "{refused=4, reason=channel-limit, retry=false}"), bridge.sent());
            bridge.send(Envelopes.leave(3), Envelopes.join(4, "ann", "c", ""));
            assertEquals(List.of("{refused=4, reason=duplicate-cid, retry=true}"), bridge.sent());
            bridge.seat(1).member.joined(EMPTY);
            bridge.sent();
            bridge.seat(1).member.close(CloseReason.EVICTED);
            bridge.send(Envelopes.publish(2, "ann", "b", "x".repeat(2000)));
            assertEquals(List.of("{left=1, reason=evicted, retry=false}"), bridge.sent());
            assertEquals("leave too-large", bridge.seat(2).heard.getLast());
        }
    }

    /** The end of a membership may be on its way to the client. */
    @Test
    void numbersWithoutMembership() throws Exception {
        try (EnvelopeBridge bridge = EnvelopeBridge.open()) {
            bridge.send(Envelopes.publish(1, "ann", "lab", "x"), Envelopes.leave(1),
                    Envelopes.join(1, "ann", "lab", ""),
                    Envelopes.leave(1), Envelopes.leave(1), Envelopes.publish(1, "ann", "lab", "late"));
            assertEquals(List.of("ann@lab: ", "leave left"), bridge.seat(0).heard);
            assertEquals(List.of(), bridge.sent());
        }
    }

    @Test
    void faultsEndTheSocket() throws Exception {
        for (Envelopes bad : List.of(Envelopes.map(), Envelopes.join(1, "ann", "other", ""),
                Envelopes.publish(1, "ann", "other", ""), Envelopes.publish(1, "eve", "lab", ""),
                Envelopes.map().number("publish", 1).bytes("m", new byte[]{1}),
                Envelopes.map().number("join", 2).bytes("m", new byte[0]))) {
            try (EnvelopeBridge bridge = EnvelopeBridge.open()) {
                bridge.send(Envelopes.join(1, "ann", "lab", ""), bad);
                assertEquals("leave bad-payload", bridge.seat(0).heard.getLast());
                bridge.seat(0).member.close(CloseReason.BAD_PAYLOAD);
                assertEquals(List.of("close 1007 bad-payload"), bridge.sent());
            }
        }
    }

    @Test
    void joinsAndLeavesWithoutMeasure() throws Exception {
        try (EnvelopeBridge bridge = EnvelopeBridge.open()) {
            bridge.gate.refusal = CloseReason.RATE_LIMIT;
            for (int i = 0; i < 101; i++) {
                bridge.send(Envelopes.join(1, "ann", "lab", ""));
            }
            assertEquals("close 1008 rate-limit", bridge.sent().getLast());
        }
    }

    @Test
    void answersStandBetweenMessages() throws Exception {
        try (EnvelopeBridge bridge = EnvelopeBridge.open()) {
            bridge.send(Envelopes.join(1, "ann", "a", ""), Envelopes.join(2, "ann", "b", ""));
            bridge.seat(0).member.joined(EMPTY);
            bridge.sent();
            bridge.write(bridge.seat(0), "0201aa");
            bridge.seat(1).member.joined(EMPTY);
            bridge.write(bridge.seat(1), "8201a0");
            bridge.write(bridge.seat(0), "0001bb");
            assertEquals(List.of("2:aa", "0:bb"), bridge.sent());
            bridge.write(bridge.seat(0), "8001cc");
            assertEquals(List.of("80:cc", "{joined=2, epoch=00000000000000ff, n=6, first=7}", "{}"), bridge.sent());
        }
    }

    /** The client drops what is no whole envelope: that membership is over. */
    @Test
    void aMessageEndsEarlyWithItsMembership() throws Exception {
        try (EnvelopeBridge bridge = EnvelopeBridge.open()) {
            bridge.send(Envelopes.join(1, "ann", "a", ""), Envelopes.join(2, "ann", "b", ""));
            bridge.seat(0).member.joined(EMPTY);
            bridge.sent();
            bridge.cork();
            bridge.write(bridge.seat(0), "0201aa");
            bridge.write(bridge.seat(1), "8201a0");
            bridge.seat(0).member.close(CloseReason.TOO_SLOW);
            bridge.uncork();
            assertEquals(List.of("2:aa", "80:", "{left=1, reason=too-slow, retry=true}", "{}"), bridge.sent());
        }
    }

    /** A client that reads no answers is not read either, and its silence counts. */
    @Test
    void answersThatAreNotRead() throws Exception {
        try (EnvelopeBridge bridge = EnvelopeBridge.open()) {
            bridge.send(Envelopes.join(1, "ann", "lab", ""));
            bridge.cork();
            int answers = 0;
            while (bridge.socket.config().isAutoRead()) {
                bridge.seat(0).member.published(answers++, 1_000_000);
                assertTrue(answers < 10_000, "never paused");
            }
            assertTrue(bridge.held() >= AnswerQueue.ENOUGH && bridge.held() < 3 * AnswerQueue.ENOUGH);
            bridge.uncork();
            assertTrue(bridge.socket.config().isAutoRead());
            assertEquals(answers, bridge.sent().size());
            bridge.cork();
            while (bridge.socket.config().isAutoRead()) {
                bridge.seat(0).member.published(1, 1_000_000);
            }
            bridge.pass(29);
            assertEquals("ann@lab: ", bridge.seat(0).heard.getLast());
            bridge.pass(3);
            assertEquals("leave unresponsive", bridge.seat(0).heard.getLast());
        }
    }

    @Test
    void somethingIsSaidBeforeTheTimeIsOver() throws Exception {
        try (EnvelopeBridge bridge = EnvelopeBridge.open()) {
            bridge.pass(5);
            assertEquals(List.of(), bridge.sent());
            bridge.pass(3);
            assertEquals(1, bridge.sent().stream().filter("{alive=true}"::equals).count());
            bridge.send(Envelopes.join(1, "ann", "lab", ""));
            bridge.seat(0).member.joined(EMPTY);
            bridge.pass(5);
            List<String> sent = bridge.sent();
            assertFalse(sent.contains("{alive=true}"), () -> "the answer was enough: " + sent);
        }
    }

    @Test
    void aStop() throws Exception {
        try (EnvelopeBridge bridge = EnvelopeBridge.open()) {
            bridge.send(Envelopes.join(1, "ann", "a", ""), Envelopes.join(2, "ann", "b", ""));
            bridge.seat(0).member.joined(EMPTY);
            bridge.sent();
            bridge.seat(0).member.close(CloseReason.SHUTDOWN);
            assertEquals(List.of("{left=1, reason=shutdown, retry=true}"), bridge.sent());
            bridge.seat(1).member.close(CloseReason.SHUTDOWN);
            assertEquals(List.of("{refused=2, reason=shutdown, retry=true}", "close 1001 shutdown"), bridge.sent());
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachReasonIsToldWithAVerdict(CloseReason reason) throws Exception {
        try (EnvelopeBridge bridge = EnvelopeBridge.open()) {
            bridge.gate.refusal = reason;
            bridge.send(Envelopes.join(1, "ann", "a", ""));
            assertEquals("{refused=1, reason=" + reason + ", retry=" + Retries.mayHelp(reason) + "}",
                    bridge.sent().getFirst());
        }
    }
}
