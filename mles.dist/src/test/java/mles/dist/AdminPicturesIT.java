package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The pictures of the status page in the documentation, which are written with {@code -Dmles.pictures=FOLDER}, after
 * {@code -Dmles.pictures.seconds} of traffic.
 */
@Timeout(300)
class AdminPicturesIT {
    private static final int SECONDS = Integer.getInteger("mles.pictures.seconds", 3);
    private static final List<String> CHANNELS = List.of("garden", "kitchen", "cellar", "orchard", "shed",
            "greenhouse");
    private static final List<String> UIDS = List.of("Ann", "Bob", "Evelyn", "Joe");
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final Chromium chromium = ChatPage.browser();
    private final TestServer server = TestServer.start(Transport.AUTO,
            config -> config.set(Settings.ADMIN, "127.0.0.1:0").set(Settings.ADMIN_MESSAGES, true));
    private final List<Wire> wires = new ArrayList<>();

    @AfterEach
    void stop() {
        chromium.close();
        wires.forEach(Wire::close);
        server.close();
    }

    @Test
    void lightDarkAndPhone() throws IOException {
        CHANNELS.forEach(channel -> UIDS.forEach(uid -> wires.add(server.join(uid, channel))));
        Thread talk = Thread.startVirtualThread(this::talk);
        Chromium.Page page = page();
        page.await("rows", "document.querySelectorAll('#channels tbody tr').length == 6");
        Await.until("some time", Await.DEADLINE.plusSeconds(2L * SECONDS), () -> page
                .evaluate("document.querySelector('#cards polyline').points.length > " + SECONDS / 2).equals("true"));
        Pictures.take("status-light.png", page);
        page.dark(true);
        Pictures.take("status-dark.png", page);
        page.dark(false);
        page.size(390, 780);
        Pictures.take("status-phone.png", page);
        page.size(1100, 860);
        page.evaluate("[...document.querySelectorAll('#channels a')].find(a => a.textContent == 'garden').click()");
        page.await("members", "document.querySelectorAll('#members tbody tr').length == 4");
        page.await("rates", "!document.getElementById('figures').innerText.includes('…')");
        page.evaluate("document.getElementById('show-messages').click()");
        page.await("messages", "document.querySelectorAll('#messages li').length > 2");
        Pictures.take("status-channel.png", page);
        assertEquals(List.of(), page.problems());
        talk.interrupt();
    }

    /** Some channels are busier than others, at some times more than at others. */
    private void talk() {
        Random random = new Random(3);
        for (int count = 0; !Thread.interrupted(); count++) {
            int channel = (int) (CHANNELS.size() * Math.pow(random.nextDouble(), 2));
            int member = random.nextInt(UIDS.size());
            wires.get(channel * UIDS.size() + member).send(Frames.message(UIDS.get(member), CHANNELS.get(channel),
                    "{\"figs\": " + count + ", \"ripe\": " + random.nextInt(10) + "}"));
            LockSupport.parkNanos((long) (PAUSE * (1.5 + Math.sin(count / 400.0))));
        }
    }

    private Chromium.Page page() {
        Chromium.Page page = chromium.open(server.server().endpoints().getLast().uri() + "/", 1100, 1000);
        page.await("the page is there", "document.getElementById('state')?.textContent == 'ready'");
        return page;
    }
}
