package mles.dist;

import mles.protocol.Credentials;
import mles.testkit.ServerTarget;
import mles.testkit.jqwik.ServerConformance;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.AfterEach;

/** Our server is as SPEC says, whatever it is set to. */
abstract class OurConformance extends ServerConformance {
    private final TestServer server;
    private final ServerTarget target;

    OurConformance(TestServer server, Credentials credentials, int historyLimit) {
        this.server = server;
        this.target = ServerTarget.builder(server.address()).credentials(credentials).historyLimit(historyLimit)
                .patience(Await.DEADLINE).build();
    }

    @Override
    protected ServerTarget target() {
        return target;
    }

    @AfterEach
    @AfterProperty
    void stop() {
        server.stop();
    }
}
