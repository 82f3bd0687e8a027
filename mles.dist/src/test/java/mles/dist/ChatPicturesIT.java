package mles.dist;

import static mles.dist.ChatPage.awaitText;
import static mles.dist.ChatPage.isOn;
import static mles.dist.ChatPage.join;
import static mles.dist.ChatPage.ready;
import static mles.dist.ChatPage.say;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import mles.server.config.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pictures of the chat page in the documentation, which are written with {@code -Dmles.pictures=FOLDER}. */
@Timeout(180)
class ChatPicturesIT {
    /** A figure of three figs, as a file. */
    private static final String DROP = """
            (async () => {
                const canvas = new OffscreenCanvas(360, 150);
                const pen = canvas.getContext('2d');
                pen.fillStyle = '#e8efe2';
                pen.fillRect(0, 0, 360, 150);
                for (const [x, colour] of [[80, '#5b3f73'], [180, '#6d4a86'], [280, '#4d3563']]) {
                    pen.fillStyle = colour;
                    pen.beginPath();
                    pen.ellipse(x, 88, 36, 42, 0, 0, 7);
                    pen.moveTo(x - 20, 60);
                    pen.quadraticCurveTo(x, 40, x + 3, 22);
                    pen.quadraticCurveTo(x + 8, 40, x + 20, 60);
                    pen.fill();
                }
                const dataTransfer = new DataTransfer();
                const picture = await canvas.convertToBlob({ type: 'image/webp' });
                dataTransfer.items.add(new File([picture], 'figs.webp'));
                view.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true, bubbles: true }));
            })()""";

    private final Chromium chromium = ChatPage.browser();
    private final TestServer server = TestServer.start(Transport.AUTO);

    @AfterEach
    void stop() {
        chromium.close();
        server.close();
    }

    @Test
    void lightDarkAndPhone() throws IOException {
        Chromium.Page phone = page(390, 780);
        Chromium.Page wide = page(1100, 720);
        try (Wire bob = server.join("Bob", "garden");
                Wire eve = server.join("Evelyn", "garden");
                Wire kitchen = server.join("Evelyn", "kitchen")) {
            bob.send(Frames.message("Bob", "garden", "Good morning! The ladder is behind the shed."));
            bob.send(Frames.message("Bob", "garden", "Two baskets are there as well, see https://example.org/shed"));
            eve.send(Frames.message("Evelyn", "garden",
                    "I count them like this:\n```js\nfigs.filter((fig) => fig.isRipe).length\n```"));
            kitchen.send(Frames.message("Evelyn", "kitchen", "The kettle is on."));
            join(phone, "Joe", "kitchen", "");
            join(phone, "Joe", "garden", "");
            join(wide, "Ann", "kitchen", "");
            join(wide, "Ann", "cellar", "open sesame");
            join(wide, "Ann", "garden", "");
            say(wide, "They are ripe. I start at the wall.");
            wide.evaluate(DROP);
            wide.await("a picture", "document.querySelector('#messages img')?.complete "
                    + "&& !document.querySelector('#messages .pending')");
            bob.send(Frames.message("Bob", "garden", "On my way."));
            kitchen.send(Frames.message("Evelyn", "kitchen", "Tea?"));
            awaitText(wide, "On my way.");
            wide.await("one unread", "document.querySelector('#tabs .count')?.textContent.startsWith('1')");
            awaitText(phone, "On my way.");
            phone.await("a picture", "document.querySelector('#messages img')?.complete");
        }
        Pictures.take("chat-light.png", wide);
        wide.dark(true);
        Pictures.take("chat-dark.png", wide);
        Pictures.take("chat-phone.png", phone);
        phone.evaluate("back.click()");
        phone.await("the list", "document.body.dataset.show == 'list'");
        Pictures.take("chat-phone-list.png", phone);
        phone.evaluate("document.querySelector('#tabs button').click()");
        isOn(phone, "kitchen");
        assertEquals(List.of(), wide.problems());
        assertEquals(List.of(), phone.problems());
    }

    private Chromium.Page page(int width, int height) {
        Chromium.Page page = chromium.open("http://127.0.0.1:" + server.browserAddress().getPort() + "/", width,
                height);
        ready(page);
        return page;
    }
}
