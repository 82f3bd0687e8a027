package mles.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;

/** Moves of a visitor of the chat page. */
final class ChatPage {
    private static final int ENTER = 13;

    private ChatPage() {
    }

    /** Starts Chromium, or leaves the test out where there is none. */
    static Chromium browser() {
        Optional<String> found = Chromium.find();
        assumeTrue(found.isPresent(), "no Chromium on this machine, so nothing is shown in a browser");
        return Chromium.start(found.orElseThrow());
    }

    static void ready(Chromium.Page page) {
        page.await("the page is there", "document.getElementById('state')?.dataset.state == 'up'");
    }

    static void fill(Chromium.Page page, String uid, String channel, String passphrase) {
        page.evaluate("""
                document.querySelector('.open').click();
                uid.value = '%s'; channel.value = '%s'; passphrase.value = '%s';
                document.getElementById('join').requestSubmit()""".formatted(uid, channel, passphrase));
    }

    static void join(Chromium.Page page, String uid, String channel, String passphrase) {
        fill(page, uid, channel, passphrase);
        isOn(page, channel);
    }

    /** Waits until the channel in front is this one, and joined. */
    static void isOn(Chromium.Page page, String channel) {
        page.await("on " + channel, "window.title?.textContent == '" + channel + "' && view.dataset.state == 'in'");
    }

    static void show(Chromium.Page page, String channel) {
        page.evaluate("[...document.querySelectorAll('#tabs button')].find(b => b.textContent.startsWith('" + channel
                + "')).click()");
        page.await(channel + " in front", "title.textContent == '" + channel + "'");
    }

    static void say(Chromium.Page page, String words) {
        page.evaluate("document.getElementById('text').value = '" + words
                + "'; document.getElementById('say').requestSubmit()");
        awaitText(page, words);
    }

    static void enter(Chromium.Page page) {
        page.press("Enter", ENTER);
    }

    static void awaitText(Chromium.Page page, String words) {
        page.await(words, "document.getElementById('messages').innerText.includes('" + words + "')");
    }

    static String texts(Chromium.Page page) {
        return page.evaluate("document.getElementById('messages').innerText");
    }
}
