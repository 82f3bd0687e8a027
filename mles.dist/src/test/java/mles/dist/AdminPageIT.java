package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mles.protocol.CloseReason;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page for operators in a real browser. */
@Timeout(180)
class AdminPageIT {
    private static final String MARKUP = "<img src=x onerror=\"document.title='owned'\">\u202Efdp.exe\u2066 & \"lab\"";
    private static final String ROWS = "[...document.querySelectorAll('#channels tbody a')].map(a => a.textContent).join()";

    private final Chromium chromium = Chromium.start(command());
    private final TestServer server = TestServer.start(Transport.AUTO,
            config -> config.set(Settings.ADMIN, "127.0.0.1:0").set(Settings.ADMIN_ACTIONS, true)
                    .set(Settings.ADMIN_MESSAGES, true).set(Settings.MAX_NAME, 100_000L)
                    .set(Settings.MAX_FIRST_FRAME, 1_000_000));
    private final List<Wire> members = new ArrayList<>();

    @AfterEach
    void stop() {
        chromium.close();
        members.forEach(Wire::close);
        server.close();
    }

    @Test
    void tableIsSortedSearchedAndPagedByKeyboardAlone() {
        for (int i = 0; i < 60; i++) {
            join("ann", "room-%02d".formatted(i));
        }
        join("bob", "room-07");
        Chromium.Page page = page("");
        page.await("rows", "document.querySelectorAll('#channels tbody tr').length == 50");
        page.evaluate("document.querySelector('#channels th:nth-child(2) button').focus()");
        page.press("Enter", 13);
        page.await("most members first", "(" + ROWS + ").startsWith('room-07,room-00,room-01')");
        assertEquals("descending", page.evaluate("document.querySelector('#channels th:nth-child(2)').ariaSort"));
        page.evaluate("document.querySelector('#channels th:nth-child(1) button').focus()");
        page.press("Enter", 13);
        page.await("by name", "(" + ROWS + ").startsWith('room-00,room-01')");
        page.evaluate("document.getElementById('next').focus()");
        page.press("Enter", 13);
        page.await("the second page", "(" + ROWS + ") == 'room-50,room-51,room-52,room-53,room-54,room-55,room-56,"
                + "room-57,room-58,room-59'");
        assertEquals("51 to 60 of 60", page.evaluate("document.getElementById('place').textContent"));
        page.evaluate("document.getElementById('wanted').focus()");
        page.type("ROOM-1");
        page.await("those found", "(" + ROWS + ").startsWith('room-10,') && !(" + ROWS + ").includes('room-20')");
        page.evaluate("document.querySelector('#channels tbody a').focus()");
        page.press("Enter", 13);
        page.await("one channel", "document.querySelector('#members tbody tr')?.innerText.startsWith('ann')");
        assertEquals("title", page.evaluate("document.activeElement.id"));
        assertEquals(List.of(), page.problems());
    }

    @Test
    void hostileNamesAreText() {
        String longest = "L".repeat(65_000);
        join(MARKUP, MARKUP);
        join("x" + longest, longest);
        Chromium.Page page = page("");
        page.await("rows", "document.querySelectorAll('#channels tbody tr').length == 2");
        assertEquals("null", page.evaluate("String(document.querySelector('#channels img'))"));
        assertTrue(page.evaluate(ROWS).contains(MARKUP));
        assertTrue(page.evaluate(ROWS).contains("L… (65000 characters)"));
        for (String name : List.of("img", "LLL")) {
            page.evaluate("location.hash = '#overview'");
            page.await("the table", "document.querySelectorAll('#channels tbody tr').length == 2");
            page.evaluate(
                    "[...document.querySelectorAll('#channels tbody a')].find(a => a.textContent.includes('" + name
                            + "')).click()");
            page.await("its member", "document.querySelectorAll('#members tbody tr').length == 1");
            page.evaluate("document.getElementById('show-messages').click()");
            page.await("its message", "document.querySelectorAll('#messages li').length == 1");
        }
        assertEquals("null", page.evaluate("String(document.querySelector('img'))"));
        assertEquals("Mles: status", page.evaluate("document.title"));
        page.evaluate("location.hash = '#constructor'");
        page.await("the overview", "!document.getElementById('overview').hidden");
        assertEquals(List.of(), page.problems());
    }

    @Test
    void membersAreEvictedAndHistoryIsPurgedAfterAQuestion() {
        Wire ann = join("ann", "garden");
        join("bob", "garden");
        ann.send(Frames.message("ann", "garden", "figs"));
        Chromium.Page page = page("#channel=garden");
        page.await("members", "document.querySelectorAll('#members tbody tr').length == 2");
        page.evaluate("document.getElementById('show-messages').click()");
        page.await("its messages", "document.getElementById('messages').innerText.includes('figs')");
        page.evaluate("[...document.querySelectorAll('#members tbody tr')].find(r => r.innerText.startsWith('bob'))"
                + ".querySelector('button').click()");
        page.await("a question", "document.getElementById('dialog').open");
        assertEquals("Cancel", page.evaluate("document.activeElement.textContent"));
        page.press("Enter", 13);
        page.await("no question", "!document.getElementById('dialog').open");
        assertEquals(0, server.closes(CloseReason.EVICTED));
        page.evaluate("[...document.querySelectorAll('#members tbody tr')].find(r => r.innerText.startsWith('bob'))"
                + ".querySelector('button').click(); document.getElementById('yes').click()");
        server.awaitCloses(CloseReason.EVICTED, 1);
        page.await("one member", "document.querySelectorAll('#members tbody tr').length == 1");
        page.evaluate("document.getElementById('purge').click(); document.getElementById('yes').click()");
        Await.until("no history", () -> server.channel("garden").historyFrames() == 0);
        page.await("that is told", "document.getElementById('done').textContent == 'Purge: done'");
        assertEquals(List.of(), page.problems());
    }

    @Test
    void phoneWidthDarkAndSettings() {
        join("ann", "garden");
        Chromium.Page page = chromium.open(url("#settings"), 390, 780);
        page.dark(true);
        page.await("settings", "document.querySelectorAll('#setting-list tbody tr').length > 20");
        assertTrue(page.evaluate("document.body.innerText").contains("address key: set"));
        assertEquals("true", page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
        page.evaluate("document.querySelector('nav a').click()");
        page.await("cards", "document.querySelectorAll('#cards svg').length == 12");
        assertEquals("true", page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
        assertEquals(List.of(), page.problems());
    }

    private Wire join(String uid, String channel) {
        Wire wire = server.join(uid, channel);
        members.add(wire);
        return wire;
    }

    private String url(String place) {
        return server.server().endpoints().getLast().uri() + "/" + place;
    }

    private Chromium.Page page(String place) {
        Chromium.Page page = chromium.open(url(place), 1000, 700);
        page.await("the page is there", "document.getElementById('state')?.textContent == 'ready'");
        return page;
    }

    private static String command() {
        Optional<String> found = Chromium.find();
        assumeTrue(found.isPresent(), "no Chromium on this machine, so nothing is shown in a browser");
        return found.orElseThrow();
    }
}
