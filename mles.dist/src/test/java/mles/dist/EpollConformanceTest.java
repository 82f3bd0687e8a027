package mles.dist;

import mles.protocol.Credentials;
import mles.server.config.Transport;

/** With a shared key, over the native transport. */
class EpollConformanceTest extends OurConformance {
    EpollConformanceTest() {
        super(TestServer.start(Transport.EPOLL), Credentials.of(Frames.KEY, null), 100);
    }
}
