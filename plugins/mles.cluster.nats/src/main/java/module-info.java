import mles.cluster.nats.NatsRelayProvider;
import mles.server.spi.RelayProvider;
import org.jspecify.annotations.NullMarked;

/**
 * One channel space over many servers, by NATS JetStream. A plugin: its jars go into a folder of the image's {@code plugins}.
 * Which objects it makes in NATS says the package {@code mles.cluster.nats}.
 */
@NullMarked @SuppressWarnings({"requires-automatic"}) // jnats has a stable module name, but no descriptor
module mles.cluster.nats {
    requires mles.server;
    requires org.slf4j;

    // The client of NATS. It brings no event loop, so nothing of it can clash with the Netty of the server.
    requires io.nats.jnats;
    // jnats needs it, and cannot say so itself.
    requires java.logging;

    requires static org.jspecify;

    provides RelayProvider with NatsRelayProvider;
}
