package mles.dist;

import mles.protocol.Credentials;
import mles.server.config.Transport;

/** With a shared key, over the transport that every Java has. */
class NioConformanceTest extends OurConformance {
    NioConformanceTest() {
        super(TestServer.start(Transport.NIO), Credentials.of(Frames.KEY, null), 100);
    }
}
