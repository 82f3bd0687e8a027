package mles.dist;

import mles.protocol.Credentials;
import mles.server.config.Transport;

/** In address mode, with an address key. */
class AddressConformanceTest extends OurConformance {
    AddressConformanceTest() {
        super(TestServer.start(Transport.EPOLL, config -> config.keys(null, "ak")), Credentials.of(null, "ak"), 100);
    }
}
