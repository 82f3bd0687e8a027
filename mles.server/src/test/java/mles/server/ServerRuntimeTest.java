package mles.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mles.server.config.ListenAddress;
import mles.server.config.Scheme;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import org.junit.jupiter.api.Test;

class ServerRuntimeTest {

    @Test
    void unauthenticatedBytesGoToSchemesInEvenParts() {
        ServerConfig config = ServerConfig.builder().parse(Settings.MAX_UNAUTHENTICATED, "20MiB").build();
        Scheme tcp = new Scheme("tcp", Scheme.REQUIRED, false);
        Scheme other = new Scheme("other", Scheme.REQUIRED, false);
        assertEquals(10 << 20, ServerRuntime.unauthenticated(config, List.of(new ListenAddress(tcp, "::1", 0),
                new ListenAddress(tcp, "::1", 0), new ListenAddress(other, "::1", 0))));
    }
}
