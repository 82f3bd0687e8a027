package mles.dist;

import mles.protocol.Credentials;
import mles.server.config.Settings;
import mles.server.config.Transport;

/** Without history. */
class NoHistoryConformanceTest extends OurConformance {
    NoHistoryConformanceTest() {
        super(TestServer.start(Transport.EPOLL, config -> config.set(Settings.HISTORY_LIMIT, 0)),
                Credentials.of(Frames.KEY, null), 0);
    }
}
