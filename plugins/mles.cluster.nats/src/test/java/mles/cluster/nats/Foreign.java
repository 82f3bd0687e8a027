package mles.cluster.nats;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import java.io.IOException;

/** A client of NATS that is no server of Mles. */
final class Foreign implements AutoCloseable {
    private final Connection connection;

    Foreign(NatsServer nats) throws IOException {
        try {
            connection = Nats.connect("nats://127.0.0.1:" + nats.port());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    JetStreamManagement management() throws IOException {
        return connection.jetStreamManagement();
    }

    JetStream streams() throws IOException {
        return connection.jetStream();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
