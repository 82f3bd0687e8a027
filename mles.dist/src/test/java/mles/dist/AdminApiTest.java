package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.ConnectionKey;
import mles.protocol.Message;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON and actions for operators. */
class AdminApiTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?s)`GET (/api/\\S+)`.*?```json\n(.*?)```");
    private static final Path PAGE = Path.of(System.getProperty("mles.readme", "../README.md"))
            .resolveSibling("docs/operations.md");
    private static final String CID = ConnectionId.of(ConnectionKey.of(Frames.KEY, "ann", "garden")).toString();

    /** Each field of the page is there, and each field that is there is on the page. */
    @Test
    void examplesOfThePageHaveTheFieldsThatAreSent() throws IOException {
        try (TestServer server = start(config -> config.set(Settings.ADMIN_ACTIONS, true)
                .set(Settings.ADMIN_MESSAGES, true).parse("log.*", Settings.HISTORY_LIMIT, "5"));
                Wire ann = server.join("ann", "garden")) {
            ann.send(Frames.message("ann", "garden", "The figs are ripe."));
            Await.until("it is there", () -> server.channel("garden").frames() == 2);
            int examples = 0;
            for (MatchResult example : (Iterable<MatchResult>) EXAMPLE.matcher(Files.readString(PAGE))
                    .results()::iterator) {
                Http.Reply reply = get(server, example.group(1));
                assertEquals("200 application/json", reply.status() + " " + reply.type(), example.group(1));
                assertEquals(fields(example.group(2)), fields(reply.body()), example.group(1));
                examples++;
            }
            assertEquals(6, examples);
            ann.fin();
        }
    }

    @Test
    void namesOfAllKindsAreFoundByTheirParameters() {
        String odd = "a&b=c+d %41 \u202E<i> ä\n";
        try (TestServer server = start(config -> config);
                Wire ann = server.join("ann", odd);
                Wire bob = server.join("bob", "lab")) {
            String name = URLEncoder.encode(odd, StandardCharsets.UTF_8);
            assertTrue(get(server, "/api/channel?channel=" + name).body().contains("\"uid\":\"ann\""));
            assertTrue(get(server, "/api/channels?search=" + name).body().contains("\"matches\":1,"));
            assertTrue(get(server, "/api/channels?limit=1&sort=name&order=asc").body()
                    .contains("\"total\":2,\"matches\":2,\"offset\":0,\"channels\":[{\"name\":\"a&b"));
            ann.fin();
            bob.fin();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/channels?limit=201", "/api/channels?sort=colour", "/api/channels?order=up",
            "/api/channels?offset=-1", "/api/channel", "/api/channel?channel=lab&limit=x"})
    void aWrongParameterIsTold(String path) {
        try (TestServer server = start(config -> config)) {
            assertEquals(400, get(server, path).status());
        }
    }

    @Test
    void membersAreThoseOfThePage() {
        try (TestServer server = start(config -> config);
                Wire ann = server.join("ann", "garden");
                Wire bob = server.join("bob", "garden");
                Ws eve = server.browse("eve", "garden")) {
            Await.until("all have all", () -> get(server, "/api/channel?channel=garden").body()
                    .split("\"lag\":0,\"parked\":false", -1).length == 4);
            String body = get(server, "/api/channel?channel=garden&offset=1&limit=1").body();
            assertTrue(body.contains("\"memberList\":[{\"uid\":\"bob\""), body);
            assertFalse(body.contains("\"uid\":\"eve\",\"cid\""), body);
            assertTrue(get(server, "/api/channel?channel=garden").body().contains("\"kind\":\"websocket\""));
            assertEquals(404, get(server, "/api/channel?channel=kitchen").status());
            ann.fin();
            bob.fin();
            eve.fin();
        }
    }

    @Test
    void messagesAreShownWhereThatIsOn() {
        try (TestServer server = start(config -> config); Wire ann = server.join("ann", "garden")) {
            assertEquals(403, get(server, "/api/messages?channel=garden").status());
            ann.fin();
        }
        try (TestServer server = start(config -> config.set(Settings.ADMIN_MESSAGES, true));
                Wire ann = server.join("ann", "garden")) {
            ann.send(Frames.message("ann", "garden", "ä".repeat(3000)));
            ann.send(Frames.of("ann", "garden",
                    Message.of("ann", "garden", new byte[]{(byte) 0xff, 0, 1}).encode()));
            Await.until("they are there", () -> server.channel("garden").frames() == 3);
            String body = get(server, "/api/messages?channel=garden&limit=2").body();
            assertTrue(body.contains("\"number\":2,"), body);
            assertTrue(body.contains("\"text\":\"" + "ä".repeat(2048) + "\",\"cut\":true"), body);
            assertTrue(body.contains("\"base64\":\"/wAB\",\"cut\":false"), body);
            assertFalse(body.contains("\"number\":1,"), body);
            ann.fin();
        }
    }

    @Test
    void actionsAreOffByDefault() {
        try (TestServer server = start(config -> config); Wire ann = server.join("ann", "garden")) {
            assertEquals("{\"allowed\":false}\n", get(server, "/api/actions").body());
            assertEquals(403, Http.ask("POST", uri(server, "/api/purge?channel=garden")).status());
            assertEquals(405, Http.ask("POST", uri(server, "/api/channels")).status());
            assertEquals(404, get(server, "/api/purge?channel=garden").status());
            assertEquals(1, server.channel("garden").historyFrames());
            ann.fin();
        }
    }

    @Test
    void actionsNeedTheTokenOfThePage() {
        try (TestServer server = start(config -> config.set(Settings.ADMIN_ACTIONS, true));
                Wire ann = server.join("ann", "garden")) {
            String token = get(server, "/api/actions").body().replaceAll(".*\"token\":\"(.*)\".*\\s*", "$1");
            URI purge = uri(server, "/api/purge?channel=garden");
            assertEquals(403, Http.ask("POST", purge).status());
            assertEquals(403, Http.ask("POST", purge, "X-Mles-Action", "figs").status());
            assertEquals(405, Http.ask("PUT", purge, "X-Mles-Action", token).status());
            assertEquals(1, server.channel("garden").historyFrames());
            assertEquals("{\"done\":true}\n", Http.ask("POST", purge, "X-Mles-Action", token).body());
            assertEquals(0, server.channel("garden").historyFrames());
            URI evict = uri(server, "/api/evict?channel=garden&cid=" + CID);
            assertEquals("{\"done\":true}\n", Http.ask("POST", evict, "X-Mles-Action", token).body());
            server.awaitCloses(CloseReason.EVICTED, 1);
            assertEquals("{\"done\":false}\n", Http.ask("POST", evict, "X-Mles-Action", token).body());
            assertEquals(400, Http.ask("POST", uri(server, "/api/evict?channel=garden&cid=xyz"), "X-Mles-Action",
                    token).status());
            ann.untilEnd();
        }
    }

    private static TestServer start(UnaryOperator<ServerConfig.Builder> settings) {
        return TestServer.start(Transport.AUTO,
                config -> settings.apply(config.set(Settings.ADMIN, "127.0.0.1:0")));
    }

    private static URI uri(TestServer server, String path) {
        return URI.create(server.server().endpoints().getLast().uri() + path);
    }

    private static Http.Reply get(TestServer server, String path) {
        return Http.get(uri(server, path));
    }

    /** {@return the names of all fields, with those that they are in} Close reasons are values more than names. */
    private static Set<String> fields(String json) throws IOException {
        Set<String> found = new TreeSet<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    found.add(parser.getParsingContext().pathAsPointer().toString().replaceAll("/\\d+", ""));
                }
            }
        }
        found.removeIf(field -> field.startsWith("/closes/"));
        return found;
    }
}
