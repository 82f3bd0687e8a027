package mles.cluster.nats;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mles.server.spi.Relay;
import mles.server.spi.RelayListener;
import mles.server.spi.RelaySettings;
import mles.server.spi.Retention;

/** Engines as servers start them, and what those hear of their state. */
final class Servers implements RelayListener {
    private final List<String> told = new CopyOnWriteArrayList<>();

    /** {@return an engine that keeps at least a hundred messages} */
    Relay start(String address) throws IOException {
        return start(address, 100);
    }

    Relay start(String address, int frames) throws IOException {
        return start(address, frames, this);
    }

    Relay start(String address, int frames, RelayListener listener) throws IOException {
        Relay relay = new NatsRelayProvider()
                .create(new RelaySettings(address, 1 << 16, new Retention(frames, 1 << 20, Duration.ZERO)));
        relay.start(listener);
        return relay;
    }

    @Override
    public void up() {
        told.add("up");
    }

    @Override
    public void down(String why) {
        told.add("down: " + why);
    }

    List<String> told() {
        return told;
    }
}
