package mles.dist;

import static mles.dist.ChatPage.awaitText;
import static mles.dist.ChatPage.enter;
import static mles.dist.ChatPage.fill;
import static mles.dist.ChatPage.isOn;
import static mles.dist.ChatPage.join;
import static mles.dist.ChatPage.ready;
import static mles.dist.ChatPage.say;
import static mles.dist.ChatPage.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.UnaryOperator;
import mles.protocol.CloseReason;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.websocket.BrowserAuth;
import mles.websocket.WebSocketSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Behaviour of the chat page in a real browser; {@link ChromiumIT} has it together with clients and restarts. */
@Timeout(180)
class ChatPageIT {
    private static final String TOKEN = "open sesame";
    private static final String ROWS = "String(document.querySelectorAll('#messages li').length)";
    private static final String IS_AT_END = "log.scrollHeight - log.scrollTop - log.clientHeight < 2";
    /** A picture of 400 by 300 pixels, as the bytes of a file. */
    private static final String PICTURE = """
            const canvas = new OffscreenCanvas(400, 300);
            canvas.getContext('2d').fillRect(10, 10, 200, 200);
            const picture = await canvas.convertToBlob({ type: 'image/%s' });
            """;

    private final Chromium chromium = ChatPage.browser();
    private TestServer server = server(config -> config);

    @AfterEach
    void stop() {
        chromium.close();
        server.close();
    }

    @Test
    void theEndIsFollowedBehindAPicture() {
        try (Wire bob = server.join("bob", "garden")) {
            Chromium.Page page = page();
            join(page, "ann", "garden", "");
            for (int i = 0; i < 40; i++) {
                bob.send(Frames.message("bob", "garden", "line " + i));
            }
            awaitText(page, "line 39");
            page.evaluate("(async () => {" + PICTURE.formatted("png") + DROP + "})()");
            page.await("a picture", "document.querySelector('#messages img')?.complete");
            page.await("the end", IS_AT_END);
            bob.send(Frames.message("bob", "garden", "behind it"));
            awaitText(page, "behind it");
            page.await("the end", IS_AT_END);
            page.evaluate("log.scrollTop = 100");
            page.await("a place above", "log.scrollTop == 100");
            bob.send(Frames.message("bob", "garden", "and more"));
            awaitText(page, "and more");
            assertEquals("100", page.evaluate("String(log.scrollTop)"));
            assertEquals(List.of(), page.problems());
        }
    }

    /** A count of layouts, and not a time: two for each message were the fault. */
    @Test
    void longHistoryIsLaidOutInFewSteps() {
        int many = 2_000;
        try (Wire bob = server.join("bob", "garden")) {
            for (int i = 1; i < many; i++) {
                bob.send(Frames.message("bob", "garden", "line " + i));
            }
            Await.until("all are there", () -> server.channel("garden").historyFrames() == many);
            Chromium.Page page = page();
            double before = page.metric("LayoutCount");
            join(page, "ann", "garden", "");
            page.await("the newest", "messages.lastElementChild?.textContent.includes('line 1999')");
            double layouts = page.metric("LayoutCount") - before;
            assertTrue(layouts < 200, "layouts: " + layouts);
            assertTrue(Integer.parseInt(page.evaluate(ROWS)) <= 240, "lines in the document");
            page.evaluate("""
                    (async () => {
                        while (!messages.firstElementChild.textContent.includes('bob is here')) {
                            log.scrollTop -= 1000;
                            await new Promise(requestAnimationFrame);
                        }
                    })()""");
            assertTrue(Integer.parseInt(page.evaluate(ROWS)) <= 240, "lines in the document");
        }
    }

    @Test
    void aTokenIsAskedForAndNothingIsLost() {
        server.close();
        server = server(config -> config.set(WebSocketSettings.WS_AUTH, BrowserAuth.TOKEN).browserToken(TOKEN));
        Chromium.Page page = chromium.open(url(server.browserAddress()) + "#name=ann&channel=garden", 1000, 640);
        page.await("a question", "document.getElementById('asking')?.open");
        assertEquals("token", page.evaluate("document.activeElement.id"));
        assertTrue(page.evaluate("banner.textContent").contains("token"));
        page.type("open sesame street");
        enter(page);
        page.await("that is not it", "asking.open && tokenproblem.textContent.includes('did not accept')");
        assertEquals("1", page.evaluate("String(document.querySelectorAll('#tabs button').length)"));
        page.type(TOKEN);
        enter(page);
        isOn(page, "garden");
        assertEquals("", page.evaluate("banner.textContent + condition.textContent"));
        assertFalse(page.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage })").contains("sesame"));
    }

    @Test
    void whatIsSaidWithoutAConnectionIsPendingAndJoinedOnce() throws IOException {
        try (CutProxy cable = new CutProxy(server.browserAddress())) {
            Chromium.Page page = chromium.open(url(cable.address()), 1000, 640);
            ready(page);
            join(page, "ann", "garden", "");
            cable.cut();
            page.await("that is told", "/no connection.*; trying again in [0-9]+ s/.test(banner.textContent)");
            say(page, "into the void");
            fill(page, "ann", "kitchen", "");
            fill(page, "ann", "kitchen", "");
            page.await("one more", "document.querySelectorAll('#tabs button').length == 2");
            page.await("joining", "view.dataset.state == 'joining'");
            ChatPage.show(page, "garden");
            assertEquals("not sent yet: no connection",
                    page.evaluate("document.querySelector('#messages .pending .delivery').innerText"));
            cable.mend();
            page.evaluate("document.querySelector('#banner button')?.click()");
            page.await("sent", "!document.querySelector('#messages .pending')");
            Await.until("it is there", () -> server.channel("garden").historyFrames() > 1);
            ChatPage.show(page, "kitchen");
            isOn(page, "kitchen");
            assertEquals(0, server.closes(CloseReason.DUPLICATE_CID));
        }
    }

    @Test
    void aReloadKeepsNameChannelsAndOwnMessages() {
        Chromium.Page page = page();
        join(page, "ann", "garden", "");
        say(page, "mine");
        join(page, "ann", "secret", TOKEN);
        page.await("sent", "!document.querySelector('.pending')");
        page.evaluate("location.reload()");
        page.await("both", "document.querySelectorAll('#tabs button').length == 2");
        isOn(page, "garden");
        awaitText(page, "mine");
        assertEquals("1", page.evaluate("String(document.querySelectorAll('#messages .own').length)"));
        ChatPage.show(page, "secret");
        page.await("a lock", "view.dataset.state == 'locked'");
        page.evaluate("document.querySelector('#condition button').click()");
        assertEquals("ann secret passphrase",
                page.evaluate("uid.value + ' ' + channel.value + ' ' + document.activeElement.id"));
        page.type(TOKEN);
        enter(page);
        isOn(page, "secret");
    }

    @Test
    void anotherOneWithTheSameNameIsMarked() {
        server.close();
        server = TestServer.start(Transport.AUTO, config -> config.keys(null, null));
        Chromium.Page one = page();
        Chromium.Page other = page();
        join(one, "ann", "garden", "");
        join(other, "ann", "garden", "");
        say(other, "which ann?");
        awaitText(one, "which ann?");
        assertEquals("0 not from this page", one.evaluate("document.querySelectorAll('#messages .own').length + ' ' + "
                + "document.querySelector('#messages .elsewhere').textContent"));
    }

    @Test
    void namesAndTextsOfAnyKindAreText() {
        String markup = "<img src=x onerror=\"document.title='owned'\">";
        String turned = "\u202Ednuora";
        try (Wire bob = server.join(markup + turned, "garden")) {
            Chromium.Page page = page();
            join(page, "ann", "garden", "");
            bob.send(Frames.message(markup + turned, "garden", markup));
            bob.send(Frames.message(markup + turned, "garden", "x".repeat(65_536)));
            bob.send(Frames.message(markup + turned, "garden", "Z" + "\u0316\u0317\u0318\u0319\u0301".repeat(300)));
            page.await("all", "document.querySelectorAll('#messages .bubble').length == 3");
            assertEquals("null", page.evaluate("String(document.querySelector('main img'))"));
            assertEquals(markup + "\uFFFDdnuora",
                    page.evaluate("document.querySelector('#messages .who').textContent"));
            assertFalse(page.evaluate("document.body.innerText").contains("\u202E"));
            assertEquals("auto", page.evaluate("document.querySelector('#messages .what').dir"));
            page.evaluate("document.querySelector('#messages .more').click()");
            assertEquals("65536", page.evaluate(
                    "String([...document.querySelectorAll('#messages .what')].find(p => p.textContent.length > 9999)"
                            + ".textContent.length)"));
            assertEquals("true", page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
            assertEquals("Mles", page.evaluate("document.title"));
            assertEquals(List.of(), page.problems());
        }
    }

    @Test
    void filesAreDroppedAndPastedAndKeepTheirNames() {
        Chromium.Page ann = page();
        Chromium.Page bob = page();
        join(ann, "ann", "garden", "");
        join(bob, "bob", "garden", "");
        ann.evaluate("(async () => {" + PICTURE.formatted("webp") + DROP + "})()");
        bob.await("a picture", "document.querySelector('#messages img')?.complete");
        assertEquals("400 300 figs.png", bob.evaluate("""
                (() => {
                    const img = document.querySelector('#messages img');
                    return `${img.getAttribute('width')} ${img.getAttribute('height')} `
                            + document.querySelector('#messages a').download;
                })()"""));
        ann.evaluate("""
                (async () => {
                    const clipboardData = new DataTransfer();
                    clipboardData.items.add(new File([Uint8Array.of(0, 1, 254)], 'clip'));
                    text.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true, bubbles: true }));
                })()""");
        awaitText(bob, "00 01 fe");
        assertEquals("message.bin",
                bob.evaluate("[...document.querySelectorAll('#messages a')].at(-1).download"));
        assertFalse(texts(bob).contains("📎"));
        assertEquals(List.of(), ann.problems());
    }

    @Test
    void aLongMessageShowsItsProgress() {
        Chromium.Page page = page();
        join(page, "ann", "garden", "");
        page.evaluate(
                """
                        globalThis.figures = new Set();
                        new MutationObserver(() => document.querySelectorAll('#messages progress + span')
                            .forEach((figure) => figures.add(figure.textContent))).observe(messages, { subtree: true, childList: true });
                        (async () => {
                            const picture = new Blob([new Uint8Array(4_000_000)]);
                            %s
                        })()"""
                        .formatted(DROP));
        page.await("it is sent", "figures.size > 0 && !document.querySelector('#messages .pending')");
        assertEquals("true", page.evaluate("[...figures].every((figure) => /^(\\d+ %)?$/.test(figure))"));
        assertEquals(List.of(), page.problems());
    }

    @Test
    void keyboardAndScreenReader() {
        Chromium.Page page = page();
        page.evaluate("document.querySelector('#nothing .open').focus()");
        enter(page);
        page.await("a dialog", "joining.open && document.activeElement.id == 'uid'");
        page.type("ann");
        page.press("Tab", 9);
        page.type("garden");
        enter(page);
        isOn(page, "garden");
        page.await("the field for words", "document.activeElement.id == 'text'");
        page.type("The figs are ripe.");
        enter(page);
        awaitText(page, "The figs are ripe.");
        join(page, "ann", "kitchen", "");
        page.await("that new messages are read out", "log.role == 'log' && log.ariaLive == 'polite'");
        assertEquals("true", page.evaluate(
                """
                        (() => {
                            const tab = document.querySelector('#tabs [aria-selected=true]');
                            return tab.getAttribute('aria-controls') === 'view' && view.getAttribute('aria-labelledby') === tab.id;
                        })()"""));
        page.evaluate("leave.focus()");
        enter(page);
        page.await("the tab of the other", "document.activeElement.textContent.startsWith('garden')");
        page.evaluate("leave.focus()");
        enter(page);
        page.await("nothing is left", "document.activeElement.matches('#nothing .open')");
        assertEquals(List.of(), page.problems());
    }

    @Test
    void aPhoneHasTheListOrTheChannelAndTargetsForFingers() {
        String longName = "long ".repeat(30).strip();
        Chromium.Page page = chromium.open(
                url(server.browserAddress()) + "#name=ann&channel=" + longName.replace(" ", "%20"),
                390, 780);
        isOn(page, longName);
        assertEquals("none", page.evaluate("getComputedStyle(side).display"));
        assertEquals("true", page.evaluate("title.getBoundingClientRect().height < 40"));
        assertEquals("", page.evaluate(SMALL));
        page.evaluate("back.click()");
        assertEquals("none", page.evaluate("getComputedStyle(document.querySelector('main')).display"));
        page.await("the tab", "document.activeElement.matches('#tabs button')");
        assertEquals("true", page.evaluate("document.activeElement.getBoundingClientRect().height < 80"));
        assertEquals("", page.evaluate(SMALL));
        try (Wire bob = server.join("bob", longName)) {
            bob.send(Frames.message("bob", longName, "behind the list"));
            page.await("a count", "document.querySelector('#tabs .count')?.textContent.startsWith('1')");
        }
        page.evaluate("document.querySelector('#tabs button').click()");
        page.await("it is read", "document.querySelector('#tabs .count') === null");
        page.evaluate("back.click()");
        page.evaluate("document.querySelector('#side .open').click()");
        assertEquals("", page.evaluate(SMALL));
        fill(page, "ann", "kitchen", "");
        isOn(page, "kitchen");
        assertEquals("none", page.evaluate("getComputedStyle(side).display"));
        page.evaluate("location.hash = '#name=ann&channel=attic'");
        isOn(page, "attic");
        assertEquals("true", page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
    }

    @Test
    void messagesAreGroupedWithDaysNamesLinksAndCode() {
        try (Wire bob = server.join("bob", "garden")) {
            Chromium.Page page = page();
            join(page, "ann", "garden", "");
            bob.send(Frames.message("bob", "garden", "see https://example.org/figs."));
            bob.send(Frames.message("bob", "garden", "and `two baskets`"));
            awaitText(page, "two baskets");
            say(page, "On my way.");
            page.await("sent", "!document.querySelector('.pending')");
            assertEquals("1 day, 2 names: bob ann", page.evaluate("""
                    (() => {
                        const all = (found) => [...document.querySelectorAll(`#messages ${found}`)];
                        const names = all('.head .who').map((who) => who.textContent);
                        return `${all('.day').length} day, ${names.length} names: ${names.join(' ')}`;
                    })()"""));
            assertEquals("https://example.org/figs noopener noreferrer",
                    page.evaluate("document.querySelector('#messages a').href + ' ' + "
                            + "document.querySelector('#messages a').rel"));
            assertEquals("two baskets", page.evaluate("document.querySelector('#messages code').textContent"));
            assertEquals("true", page.evaluate("[...document.querySelectorAll('#messages time')].every((time) => "
                    + "Math.abs(new Date(time.dateTime) - Date.now()) < 100_000)"));
            page.evaluate("you.click()");
            page.await("the list of people", "names.innerText == 'bob'");
            assertEquals("garden On my way.", page.evaluate("document.querySelector('#tabs button').textContent"));
        }
    }

    @Test
    void whatCameBehindThePageOrBelowIsCounted() {
        try (Wire bob = server.join("bob", "garden")) {
            Chromium.Page page = page();
            join(page, "ann", "garden", "");
            for (int i = 0; i < 40; i++) {
                bob.send(Frames.message("bob", "garden", "line " + i));
            }
            awaitText(page, "line 39");
            assertEquals("true", page.evaluate("jump.hidden"));
            page.evaluate("log.scrollTop = 100");
            page.await("a way back", "jump.textContent == 'Jump to the newest' && !jump.hidden");
            bob.send(Frames.message("bob", "garden", "below"));
            page.await("a count", "jump.textContent == '1 new message'");
            page.evaluate("jump.click()");
            page.await("the end", IS_AT_END + " && jump.hidden");
            Chromium.Page inFront = page();
            bob.send(Frames.message("bob", "garden", "behind"));
            page.await("a count in the title", "document.title == '(1) Mles'");
            page.await("a line above it",
                    "document.querySelector('.fresh')?.closest('li').innerText.includes('behind')");
            assertEquals("Mles", inFront.evaluate("document.title"));
        }
    }

    @Test
    void manyChannelsAreFiltered() {
        Chromium.Page page = page();
        for (int i = 1; i <= 7; i++) {
            assertEquals("true", page.evaluate("filter.hidden"));
            join(page, "ann", "room " + i, "");
        }
        page.evaluate("filter.focus()");
        page.type("ROOM 3");
        page.await("one", "[...document.querySelectorAll('#tabs button:not([hidden])')].map(t => t.textContent).join() "
                + "== 'room 3 as ann'");
        page.evaluate("filter.value = ''; filter.dispatchEvent(new Event('input'))");
        assertEquals("true", page.evaluate("document.querySelectorAll('#tabs button:not([hidden])').length == 7"));
    }

    /** The line for scripts is run in the page: other members hear what it hears. */
    @Test
    void linesForProgramsFollowTheChannel() {
        Chromium.Page ann = page();
        join(ann, "ann", "a/b c", "");
        ann.evaluate("invite.click()");
        List<String> lines = ann.evaluate("lines.textContent").lines().toList();
        String address = url(server.browserAddress()) + "channels/a%2Fb%20c'";
        assertEquals("curl -N '" + address, lines.getFirst());
        ann.evaluate("inviting.close(); globalThis.heard = []; "
                + lines.getLast().replace("console.log(JSON.parse(data))", "heard.push(JSON.parse(data))"));
        say(ann, "figs");
        ann.await("it is heard", "heard.some(({ uid, text }) => uid == 'ann' && text == 'figs')");
        assertEquals(List.of(), ann.problems());
    }

    @Test
    void anInvitationJoinsAndALockIsExplained() {
        Chromium.Page ann = page();
        join(ann, "ann", "fig tree", TOKEN);
        ann.evaluate("invite.click()");
        String link = ann.evaluate("link.value");
        assertEquals(url(server.browserAddress()) + "#channel=fig+tree", link);
        assertTrue(ann.evaluate("invitetext.textContent").contains("passphrase"));
        assertEquals("true", ann.evaluate("programs.hidden"));
        ann.evaluate("inviting.close(); lock.click()");
        ann.await("an explanation", "locktext.matches(':popover-open')");
        Chromium.Page bob = chromium.open(link, 1000, 640);
        bob.await("a question", "document.getElementById('joining')?.open");
        assertEquals("ann fig tree passphrase",
                bob.evaluate("uid.value + ' ' + channel.value + ' ' + document.activeElement.id"));
        bob.evaluate("uid.value = 'bob'");
        bob.type(TOKEN);
        enter(bob);
        isOn(bob, "fig tree");
        assertEquals(List.of(), ann.problems());
    }

    @Test
    void aMessageThatIsTooLargeIsKeptSentAgainAndDiscarded() {
        server.close();
        server = server(config -> config.set(Settings.MAX_FIRST_FRAME, 1000).set(Settings.MAX_FRAME, 2000));
        Chromium.Page page = page();
        join(page, "ann", "garden", "");
        page.evaluate("text.value = 'x'.repeat(5000); document.getElementById('say').requestSubmit()");
        String failed = "document.querySelector('#messages .failed')?.innerText.includes('larger than the server takes')";
        page.await("it failed", failed);
        say(page, "short");
        page.await("others go on", "document.querySelector('#messages .own:not(.failed):not(.pending)')");
        page.evaluate("document.querySelector('#messages .failed').id = 'before'; "
                + "document.querySelector('#messages .delivery button').click()");
        page.await("it failed again", "!document.getElementById('before') && " + failed);
        page.evaluate("document.querySelector('#messages .delivery button:last-child').click()");
        page.await("it is gone", "document.querySelectorAll('#messages .own').length == 1");
        assertEquals(List.of(), page.problems());
    }

    /** The browser's own notifications are replaced: nothing shows them without a desktop. */
    @Test
    void noticesAreGivenWhereTheyWereAskedFor() {
        try (Wire bob = server.join("bob", "garden"); Wire eve = server.join("eve", "vault")) {
            Chromium.Page page = page();
            page.evaluate("""
                    globalThis.told = [];
                    globalThis.Notification = class extends EventTarget {
                        static permission = 'default';
                        static async requestPermission() {
                            this.permission = 'granted';
                        }
                        constructor(title, { body }) {
                            super();
                            told.push(`${title}: ${body}`);
                        }
                    };
                    0""");
            join(page, "ann", "vault", TOKEN);
            join(page, "ann", "garden", "");
            Chromium.Page inFront = page();
            bob.send(Frames.message("bob", "garden", "unasked"));
            page.await("it is counted", "document.title == '(1) Mles'");
            assertEquals("", page.evaluate("told.join()"));
            page.evaluate("notify.click()");
            page.await("that is enough", "notify.hidden");
            bob.send(Frames.message("bob", "garden", "the figs"));
            page.await("one", "told.join() == 'bob on garden: the figs'");
            eve.send(Frames.message("eve", "vault", "in the clear"));
            page.await("another", "told.at(-1) == 'eve on vault: an encrypted message'");
            assertEquals(List.of(), inFront.problems());
        }
    }

    /** Visible targets that are smaller than 44 pixels. */
    private static final String SMALL = """
            [...document.querySelectorAll('button, .button, input:not(.unseen), textarea')].map((target) =>
                [target.getBoundingClientRect(), target.outerHTML]).filter(([box]) => box.height > 0
                && (box.height < 44 || box.width < 44)).map(([box, html]) => `${box.width}x${box.height} ${html}`).join()""";

    /** Drops {@code picture} as a file. */
    private static final String DROP = """
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([picture], 'figs.png', { type: picture.type }));
            view.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true, bubbles: true }));
            """;

    private static TestServer server(UnaryOperator<ServerConfig.Builder> settings) {
        return TestServer.start(Transport.AUTO, config -> settings.apply(config.set(Settings.HISTORY_LIMIT, 20_000)));
    }

    private static String url(InetSocketAddress address) {
        return "http://127.0.0.1:" + address.getPort() + "/";
    }

    private Chromium.Page page() {
        Chromium.Page page = chromium.open(url(server.browserAddress()), 1000, 640);
        ready(page);
        return page;
    }
}
