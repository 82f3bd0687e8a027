package mles.dist.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests on several servers: a position is the same on all of them. */
@Timeout(120)
class ClusterHttpIT {
    private static final Pattern ANSWER = Pattern.compile("\\{\"epoch\":\"([0-9a-f]+)\",\"position\":(\\d+)}\n");
    private static final Duration MOST = Duration.ofSeconds(20);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aPositionIsGoodOnAnyServer() throws Exception {
        try (TestNats nats = TestNats.start(folder, TestCluster.HERE);
                TestServers servers = TestServers.start(folder, TestCluster.HERE, nats, "");
                HttpClient client = HttpClient.newBuilder().connectTimeout(MOST).build()) {
            String first = publish(client, servers, 0, "first");
            String second = publish(client, servers, 1, "second");
            for (int i = 0; i < servers.size(); i++) {
                List<String> lines = client.send(
                        request(servers, i, "?follow=0&since=" + first).header("Accept", "application/x-ndjson")
                                .build(),
                        HttpResponse.BodyHandlers.ofString()).body().lines().filter(line -> line.contains("\"text\""))
                        .toList();
                assertEquals(1, lines.size(), lines.toString());
                assertTrue(lines.getFirst().contains("\"id\":\"" + second + "\"")
                        && lines.getFirst().contains("\"text\":\"second\""), lines.toString());
            }
        }
    }

    private static String publish(HttpClient client, TestServers servers, int index, String text) throws Exception {
        HttpResponse<String> answer = client.send(
                request(servers, index, "").POST(HttpRequest.BodyPublishers.ofString(text)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        Matcher position = ANSWER.matcher(answer.body());
        assertTrue(position.matches(), answer.body());
        return position.group(1) + "-" + position.group(2);
    }

    private static HttpRequest.Builder request(TestServers servers, int index, String query) {
        return HttpRequest.newBuilder(URI.create(servers.web(index).replace("ws:", "http:") + "/channels/lab" + query))
                .timeout(MOST);
    }
}
