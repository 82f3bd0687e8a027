package mles.dist;

import static mles.dist.ChatPage.awaitText;
import static mles.dist.ChatPage.fill;
import static mles.dist.ChatPage.join;
import static mles.dist.ChatPage.ready;
import static mles.dist.ChatPage.say;
import static mles.dist.ChatPage.show;
import static mles.dist.ChatPage.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mles.client.MlesClient;
import mles.client.Received;
import mles.client.Sealing;
import mles.client.Session;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.Endpoint;
import mles.server.MlesServer;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.spi.MemberInfo;
import mles.server.spi.ServerEvents;
import mles.testkit.SealedVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page, mles.js and the server, in a real browser. */
@Timeout(180)
class ChromiumIT {
    private final Chromium chromium = ChatPage.browser();
    /** The addresses of members. */
    private final Set<InetSocketAddress> sockets = ConcurrentHashMap.newKeySet();
    private MlesServer server = server("tcp://127.0.0.1:0", "ws://127.0.0.1:0");
    private final List<Endpoint> endpoints = server.start();

    @AfterEach
    void stop() {
        chromium.close();
        server.close();
    }

    @Test
    void pagesAndTcpClientsTalkAndComeBack() {
        try (Wire bob = Wire.connect(endpoints.getFirst().address())) {
            bob.send(Frames.message("bob", "garden", ""));
            Await.until("bob is in", () -> server.stats().joins() == 1);
            Chromium.Page ann = page();
            Chromium.Page eve = page();
            join(ann, "ann", "garden", "");
            join(eve, "eve", "garden", "");
            join(ann, "ann", "kitchen", "");
            join(eve, "eve", "kitchen", "");
            Await.until("two channels on one socket each", () -> server.stats().members() == 5);
            assertEquals(3, sockets.size());

            show(ann, "garden");
            show(eve, "garden");
            say(ann, "The figs are ripe – ☀");
            awaitText(eve, "The figs are ripe – ☀");
            // An ordinary frame under the key of the server; the id in its payload is for the page alone.
            Frame seen = bob.next();
            while (Message.decode(seen.payload()).payload().remaining() == 0) {
                seen = bob.next();
            }
            assertEquals(Frames.message("ann", "garden", "").key(), seen.key());
            assertEquals("The figs are ripe – ☀", Message.decode(seen.payload()).text());
            bob.send(Frames.message("bob", "garden", "On my way."));
            awaitText(ann, "On my way.");
            awaitText(eve, "On my way.");
            show(eve, "kitchen");
            say(eve, "only here");
            awaitText(eve, "only here");
            assertFalse(texts(ann).contains("only here"), "another channel");
            show(ann, "kitchen");
            awaitText(ann, "only here");

            Chromium.Page late = page();
            join(late, "late", "garden", "");
            awaitText(late, "The figs are ripe – ☀");
            awaitText(late, "On my way.");
            comeBack(ann, eve);
        }
    }

    /** The server is restarted, and a client brings its history back: nothing may be shown twice. */
    private void comeBack(Chromium.Page ann, Chromium.Page eve) {
        show(ann, "garden");
        show(eve, "garden");
        List<Frame> history = history("garden");
        server.close();
        ann.await("ann sees it", "document.getElementById('state').dataset.state == 'down'");
        server = server(endpoints.get(0).uri(), endpoints.get(1).uri());
        server.start();
        MlesClient client = MlesClient.builder(endpoints.getFirst().uri()).sharedKey(Frames.KEY).build();
        List<Frame> all = new ArrayList<>(List.of(Frames.message("keeper", "garden", "")));
        all.addAll(history);
        try (Session keeper = client.resync(all)) {
            for (Chromium.Page page : List.of(ann, eve)) {
                page.await("it is back", "document.getElementById('state').dataset.state == 'up'");
            }
            Await.until("all members are back", () -> server.stats().members() >= 5);
            say(ann, "here again");
            awaitText(eve, "here again");
            say(eve, "so am I");
            awaitText(ann, "so am I");
            for (Chromium.Page page : List.of(ann, eve)) {
                for (String once : List.of("The figs are ripe – ☀", "On my way.", "here again", "so am I")) {
                    assertEquals(1, count(texts(page), once), once + " in " + texts(page));
                }
            }
            assertTrue(keeper.isOpen());
        }
    }

    @Test
    void encryptedChannels() {
        try (Wire bob = Wire.connect(endpoints.getFirst().address())) {
            bob.send(Frames.message("bob", "secret", ""));
            Chromium.Page ann = page();
            Chromium.Page eve = page();
            Chromium.Page stranger = page();
            join(ann, "ann", "secret", "open sesame");
            join(eve, "eve", "secret", "open sesame");
            join(stranger, "mallory", "secret", "open says me");
            say(ann, "meet at the fig tree");
            awaitText(eve, "meet at the fig tree");
            awaitText(stranger, "encrypted, and not with this passphrase");
            Message onTheWire = Message.decode(bob.next().payload());
            while (!onTheWire.payload().hasRemaining()) {
                onTheWire = Message.decode(bob.next().payload());
            }
            assertFalse(onTheWire.text().contains("fig"), "the server sees nothing of it");
            assertEquals(16 + 16 + "meet at the fig tree".length(), onTheWire.payload().remaining());
        }
    }

    @Test
    void aTakenNameIsRefusedAndTheRestComesBack() {
        try (Wire bob = Wire.connect(endpoints.getFirst().address())) {
            bob.send(Frames.message("bob", "b", ""));
            Await.until("bob is in", () -> server.stats().joins() == 1);
            Chromium.Page page = page();
            join(page, "ann", "a", "");
            fill(page, "bob", "b", "");
            page.await("it is told", "condition.textContent.includes('in use')");
            page.await("it is back", "document.getElementById('state').dataset.state == 'up'");
            Await.until("ann is back on a", () -> server.stats().members() == 2);
            try (Wire other = Wire.connect(endpoints.getFirst().address())) {
                show(page, "a");
                other.send(Frames.message("other", "a", "still there?"));
                awaitText(page, "still there?");
            }
        }
    }

    @Test
    void aJoinWaitsForItsAnswerHoweverSlow() throws IOException {
        try (Wire ann = Wire.connect(endpoints.getFirst().address());
                LongCable cable = new LongCable(endpoints.get(1).address(), Duration.ofMillis(400))) {
            ann.send(Frames.message("ann", "taken", ""));
            Await.until("ann is in", () -> server.stats().joins() == 1);
            Chromium.Page page = chromium.open("http://" + cable.address() + "/", 1000, 640);
            ready(page);
            assertEquals("duplicate-cid free", page.evaluate("""
                    (async () => {
                        const { connect } = await import('/mles.js');
                        const one = connect('ws://%s');
                        const reason = await one.join('ann', 'taken').then(() => 'joined', (e) => e.reason);
                        const free = await one.join('ann', 'free');
                        await free.publish('x');
                        one.close();
                        return reason + ' ' + free.name;
                    })()""".formatted(cable.address())));
        }
    }

    @Test
    void theLibraryKeepsItsWord() {
        Chromium.Page page = page();
        String url = endpoints.get(1).uri();
        assertEquals("bytes:1,2,255 text:grüß empty:false", page.evaluate("""
                (async () => {
                    const { connect } = await import('/mles.js');
                    const one = connect('%s'), two = connect('%s');
                    const a = await one.join('ann', 'lib'), b = await two.join('bob', 'lib');
                    await a.publish(new Uint8Array([1, 2, 255]));
                    await a.publish('grüß');
                    const seen = [];
                    for await (const m of b) {
                        if (!m.empty) seen.push(m);
                        if (seen.length === 2) break;
                    }
                    one.close(); two.close();
                    return `bytes:${seen[0].bytes} text:${seen[1].text()} empty:${seen[1].empty}`;
                })()""".formatted(url, url)));
        assertEquals("duplicate-cid", page.evaluate("""
                (async () => {
                    const { connect } = await import('/mles.js');
                    const one = connect('%s'), two = connect('%s');
                    await one.join('ann', 'taken');
                    const other = await two.join('x', 'free');
                    let told;
                    two.addEventListener('refused', (e) => told = e.detail);
                    const reason = await two.join('ann', 'taken').catch((e) => e.reason);
                    await other.publish('goes on');
                    one.close(); two.close();
                    return told.channel === 'taken' ? reason : 'no event';
                })()""".formatted(url, url)));
        assertEquals("duplicate-channel", page.evaluate("""
                (async () => {
                    const { connect } = await import('/mles.js');
                    const one = connect('%s');
                    await one.join('ann', 'both');
                    const reason = await one.join('eve', 'both').catch((e) => e.reason);
                    one.close();
                    return reason;
                })()""".formatted(url)));
    }

    @Test
    void aJoinThatIsTooLongForTheServerIsRejected() {
        server.close();
        server = MlesServer.builder().config(ServerConfig.builder().keys(Frames.KEY, null)
                .set(Settings.DRAIN_TIME, Duration.ZERO).set(Settings.MAX_FIRST_FRAME, 1000)
                .set(Settings.MAX_FRAME, 2000).build()).listen("ws://127.0.0.1:0").build();
        String url = server.start().getFirst().uri();
        Chromium.Page page = chromium.open(url.replace("ws:", "http:") + "/", 1000, 640);
        ready(page);
        for (int size : List.of(2500, 5000)) {
            assertEquals("too-large and on", page.evaluate("""
                    (async () => {
                        const { connect } = await import('/mles.js');
                        const one = connect('%s');
                        const fine = await one.join('ann', 'fine');
                        const reason = await one.join('ann', 'long', { first: 'x'.repeat(%d) }).catch((e) => e.reason);
                        await fine.publish('and on');
                        one.close();
                        return reason + ' and on';
                    })()""".formatted(url, size)));
        }
    }

    @Test
    void whatIsNotSealedInASealedChannelIsMarked() {
        try (Wire bob = Wire.connect(endpoints.getFirst().address())) {
            Chromium.Page ann = page();
            join(ann, "ann", "secret", "open sesame");
            bob.send(Frames.message("bob", "secret", "in the clear"));
            awaitText(ann, "in the clear");
            awaitText(ann, "Not encrypted");
            say(ann, "sealed");
            assertEquals("true", ann.evaluate("document.querySelectorAll('#messages .bare').length === 1"));
        }
    }

    @Test
    void sealedMessagesOfPageAndClientAreReadByEachOther() throws InterruptedException {
        MlesClient client = MlesClient.builder(endpoints.getFirst().uri()).sharedKey(Frames.KEY).secret("open sesame")
                .build();
        try (Session bob = client.join("bob", "secret")) {
            Chromium.Page ann = page();
            join(ann, "ann", "secret", "open sesame");
            bob.send("The figs are ripe – ☀");
            awaitText(ann, "The figs are ripe – ☀");
            say(ann, "On my way – ☂");
            Received read = bob.receive();
            while (read.isEmpty()) {
                read = bob.receive();
            }
            assertEquals("On my way – ☂", read.text());
            assertEquals(Sealing.OPENED, read.sealing());
            assertEquals("true", ann.evaluate("document.querySelectorAll('#messages .bare').length === 0"));
        }
    }

    @Test
    void goldenSealedMessagesAreOpened() {
        Chromium.Page page = page();
        for (SealedVector vector : SealedVector.all()) {
            assertEquals(hex(vector.content()), page.evaluate("""
                    (async () => {
                        const { Seal } = await import('/seal.js');
                        const bytes = (hex) => Uint8Array.from(hex.match(/../g), (x) => parseInt(x, 16));
                        const text = (hex) => new TextDecoder().decode(bytes(hex));
                        const seal = await Seal.of(text('%s'), text('%s'));
                        const content = await seal.open(text('%s'), text('%s'), bytes('%s'));
                        return Array.from(content, (x) => x.toString(16).padStart(2, '0')).join('');
                    })()""".formatted(hex(vector.secret()), hex(vector.channel()), hex(vector.uid()),
                    hex(vector.channel()), hex(vector.sealed()))), vector.note());
        }
    }

    @Test
    void phoneWidthKeyboardAndBinary() {
        Chromium.Page wide = page();
        join(wide, "ann", "garden", "");
        for (String channel : List.of("kitchen", "attic")) {
            join(wide, "ann", channel, "");
        }
        show(wide, "garden");
        Chromium.Page phone = chromium.open(pageUrl(), 390, 780);
        ready(phone);
        join(phone, "bob", "garden", "");
        say(phone, "On my way.");
        awaitText(wide, "On my way.");
        // By keyboard alone: the text field has the focus, Enter sends.
        wide.evaluate("document.getElementById('text').focus()");
        wide.type("The figs are ripe.");
        wide.press("Enter", 13);
        awaitText(phone, "The figs are ripe.");
        try (Wire tcp = Wire.connect(endpoints.getFirst().address())) {
            byte[] noise = {0, 1, 2, (byte) 0xfe, (byte) 0xff};
            tcp.send(Frames.of("sensor", "garden", Message.of("sensor", "garden", noise).encode()));
            awaitText(wide, "00 01 02 fe ff");
        }
        wide.evaluate("document.querySelector('#tabs [aria-selected=true]').focus()");
        wide.press("ArrowDown", 40);
        wide.await("the next tab", "document.getElementById('title').textContent == 'kitchen'");
        show(wide, "garden");
        assertEquals("true", phone.evaluate("document.documentElement.scrollWidth <= innerWidth"));
    }

    private MlesServer server(String... listen) {
        ServerConfig config = ServerConfig.builder().keys(Frames.KEY, null).set(Settings.DRAIN_TIME, Duration.ZERO)
                .build();
        MlesServer.Builder builder = MlesServer.builder().config(config).events(new ServerEvents() {
            @Override
            public void joined(MemberInfo member) {
                sockets.add(member.remote());
            }
        });
        for (String uri : listen) {
            builder.listen(uri);
        }
        return builder.build();
    }

    private String pageUrl() {
        return endpoints.get(1).uri().replace("ws:", "http:") + "/";
    }

    private Chromium.Page page() {
        Chromium.Page page = chromium.open(pageUrl(), 1000, 640);
        ready(page);
        return page;
    }

    private static int count(String all, String part) {
        return (all.length() - all.replace(part, "").length()) / part.length();
    }

    private List<Frame> history(String channel) {
        try (Wire wire = Wire.connect(endpoints.getFirst().address())) {
            int count = (int) server.channels(10).stream().filter(info -> info.name().equals(channel)).findAny()
                    .orElseThrow().historyFrames();
            wire.send(Frames.message("historian", channel, ""));
            return wire.next(count);
        }
    }

    private static String hex(String text) {
        return hex(StandardCharsets.UTF_8.encode(text));
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
