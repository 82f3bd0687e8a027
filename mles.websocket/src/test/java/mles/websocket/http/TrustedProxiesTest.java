package mles.websocket.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import mles.server.config.Subnet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("10.0.0.1", 1234);

    private final TrustedProxies proxies = new TrustedProxies(
            List.of(Subnet.parse("10.0.0.0/8"), Subnet.parse("fd00::/8")));

    /** Lists are read from their end, up to the first address that is no proxy. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"192.0.2.7 | 192.0.2.7", "1.1.1.1, 192.0.2.7 | 192.0.2.7",
            "1.1.1.1, 192.0.2.7, 10.0.0.2 | 192.0.2.7", "10.9.9.9, 10.0.0.2 | 10.9.9.9",
            "2001:db8::1 | 2001:db8:0:0:0:0:0:1",
            "[2001:db8::1]:4711, fd00::2 | 2001:db8:0:0:0:0:0:1", "192.0.2.7:4711 | 192.0.2.7", "unknown | 10.0.0.1",
            "192.0.2.7, _hidden, 10.0.0.2 | 10.0.0.2", "192.0.2.7, | 192.0.2.7", "192.0.2.999 | 10.0.0.1",
            "192.0.2.7:99999 | 10.0.0.1", "'\"', 192.0.2.7 | 192.0.2.7", "localhost | 10.0.0.1", "' ' | 10.0.0.1"})
    void theClientIsTheLastAddressThatIsNoProxy(String list, String client) {
        assertEquals(client, client("X-Forwarded-For", list));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', value = {"for=192.0.2.7 | 192.0.2.7",
            "For=\"192.0.2.7:80\";by=10.0.0.1 | 192.0.2.7",
            "for=1.1.1.1, for=192.0.2.7;proto=https | 192.0.2.7", "for=\"[2001:db8::1]:4711\" | 2001:db8:0:0:0:0:0:1",
            "for=192.0.2.7, for=10.0.0.2 | 192.0.2.7", "for=_x | 10.0.0.1", "for=\"a,b\" | 10.0.0.1",
            "by=1.1.1.1 | 10.0.0.1",
            "for=192.0.2.7 ; host=a.example | 192.0.2.7", "=;for=192.0.2.7 | 10.0.0.1", "for=192.0.2.7, \" | 10.0.0.1"})
    void forwardedIsRead(String list, String client) {
        assertEquals(client, client("Forwarded", list));
    }

    @Test
    void theHostIsThatOfTheOutermostProxy() {
        HttpHeaders headers = new DefaultHttpHeaders().add("Forwarded",
                "for=1.1.1.1;host=evil.example, for=192.0.2.7;host=chat.example, for=10.0.0.2;host=\"inner\"");
        assertEquals("chat.example", read(headers).host());
        headers = new DefaultHttpHeaders().add("X-Forwarded-For", "192.0.2.7").add("X-Forwarded-Host", "evil.example")
                .add("X-Forwarded-Host", "chat.example");
        assertEquals("chat.example", read(headers).host());
    }

    /** A client may have written the other one, which a proxy passes on. */
    @Test
    void bothKindsOfHeadersAreRefused() {
        for (String other : List.of("X-Forwarded-For", "X-Forwarded-Host")) {
            HttpHeaders headers = new DefaultHttpHeaders().add("Forwarded", "for=192.0.2.7").add(other, "192.0.2.8");
            assertTrue(proxies.read(PEER, headers).isEmpty());
        }
    }

    @Test
    void severalHeadersAreOneList() {
        HttpHeaders headers = new DefaultHttpHeaders().add("X-Forwarded-For", "192.0.2.8").add("X-Forwarded-For",
                "192.0.2.7");
        assertEquals("192.0.2.7", read(headers).address().getHostString());
        assertEquals(PEER, read(new DefaultHttpHeaders()).address());
    }

    /** Whatever comes has an answer, in time that grows with its length. */
    @Test
    void anythingIsRead() {
        Random random = new Random(20);
        String alphabet = "for=hst;,\"\\[]:. 12f";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            client(random.nextBoolean() ? "Forwarded" : "X-Forwarded-For", text.toString());
        }
        for (String piece : List.of("for=1.1.1.1,", "\"", "for=\"", "\\\"", "a=\"\\", ";", "[", "1.")) {
            client("Forwarded", piece.repeat(16 * 1024 / piece.length()));
        }
    }

    private String client(String header, String list) {
        return read(DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders()
                .add(header, list)).address().getAddress().getHostAddress();
    }

    private TrustedProxies.Asked read(HttpHeaders headers) {
        return proxies.read(PEER, headers).orElseThrow();
    }
}
