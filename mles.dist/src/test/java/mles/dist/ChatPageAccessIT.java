package mles.dist;

import static mles.dist.ChatPage.awaitText;
import static mles.dist.ChatPage.enter;
import static mles.dist.ChatPage.isOn;
import static mles.dist.ChatPage.join;
import static mles.dist.ChatPage.ready;
import static mles.dist.ChatPage.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mles.server.config.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The chat page by keyboard alone, and as axe judges it. */
@Timeout(240)
class ChatPageAccessIT {
    private static final String AXE = "axe-core@4.10.3";
    private static final int MOST_STOPS = 30;
    private static final String FINDINGS = """
            axe.run().then((result) => `${result.passes.length > 10} ` + result.violations.map(({ id, nodes }) =>
                `${id}: ${nodes.map(({ html }) => html).join()}`).join())""";

    private final Chromium chromium = ChatPage.browser();
    private final TestServer server = TestServer.start(Transport.AUTO);

    @AfterEach
    void stop() {
        chromium.close();
        server.close();
    }

    @Test
    void axeFindsNothing(@TempDir Path folder) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("package.json"), "{\"private\":true}");
        int exit = Tools.orSkip("npm", "install", "--prefer-offline", "--fetch-retries=0", "--fetch-timeout=20000",
                "--no-audit", "--no-fund", AXE).directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        assumeTrue(exit == 0, "no npm registry in reach, so axe does not judge");
        Chromium.Page page = page();
        page.evaluate(Files.readString(folder.resolve("node_modules/axe-core/axe.min.js")) + ";0");
        for (boolean dark : List.of(false, true)) {
            page.dark(dark);
            nothingIsFound(page, "start");
            page.evaluate("document.querySelector('.open').click()");
            nothingIsFound(page, "dialog");
            page.evaluate("joining.close()");
            join(page, "ann", "garden", "");
            say(page, "see https://example.org now");
            page.await("sent", "!document.querySelector('.pending')");
            nothingIsFound(page, "channel");
            page.evaluate("people.open = true; invite.click()");
            nothingIsFound(page, "invitation");
            page.evaluate("inviting.close()");
            join(page, "ann", "vault", "open sesame");
            page.evaluate("lock.click()");
            nothingIsFound(page, "lock");
            page.evaluate("locktext.hidePopover(); leave.click()");
            isOn(page, "garden");
            page.evaluate("leave.click()");
            page.await("nothing", "view.hidden");
        }
    }

    @Test
    void byKeyboardAloneToASentMessageAndBack() {
        Chromium.Page page = page();
        tabTo(page, ".open");
        enter(page);
        page.await("a dialog", "joining.open");
        page.press("Escape", 27);
        page.await("no dialog", "!joining.open && document.activeElement.matches('.open')");
        enter(page);
        page.await("a dialog", "joining.open && document.activeElement.id == 'uid'");
        page.type("ann");
        tabTo(page, "#channel");
        page.type("garden");
        enter(page);
        isOn(page, "garden");
        page.await("the field for words", "document.activeElement.id == 'text'");
        page.type("The figs are ripe.");
        enter(page);
        awaitText(page, "The figs are ripe.");
        tabTo(page, "#invite");
        enter(page);
        page.await("a link", "inviting.open && document.activeElement.id == 'copy'");
        page.press("Escape", 27);
        tabTo(page, "#log");
        tabTo(page, "#leave");
        enter(page);
        page.await("the start", "view.hidden && document.activeElement.matches('#nothing .open')");
        assertEquals(List.of(), page.problems());
    }

    private static void nothingIsFound(Chromium.Page page, String where) {
        assertEquals("true ", page.evaluate(FINDINGS), where);
    }

    private static void tabTo(Chromium.Page page, String selector) {
        for (int i = 0; i < MOST_STOPS; i++) {
            page.press("Tab", 9);
            if (page.evaluate("document.activeElement.matches('" + selector + "')").equals("true")) {
                return;
            }
        }
        throw new AssertionError(selector + ": expected within " + MOST_STOPS + " stops");
    }

    private Chromium.Page page() {
        Chromium.Page page = chromium.open("http://127.0.0.1:" + server.browserAddress().getPort() + "/", 1000, 640);
        ready(page);
        return page;
    }
}
