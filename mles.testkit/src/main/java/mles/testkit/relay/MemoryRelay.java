package mles.testkit.relay;

import java.io.IOException;
import java.util.function.Consumer;
import mles.protocol.ChannelName;
import mles.server.spi.Relay;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayListener;
import mles.server.spi.RelaySink;
import org.jspecify.annotations.Nullable;

/** A server's end of a {@link MemoryPlace}. */
@SuppressWarnings("exports")
public final class MemoryRelay implements Relay {
    private final MemoryPlace place;
    private final int number;
    private final Line news = new Line();
    private volatile @Nullable RelayListener listener;
    private volatile boolean cut;
    private volatile boolean dead;

    MemoryRelay(MemoryPlace place, int number, boolean cut) {
        this.place = place;
        this.number = number;
        this.cut = cut;
    }

    @Override
    public void start(RelayListener told) throws IOException {
        if (cut) {
            throw new IOException("memory: expected an engine that is up, was down");
        }
        listener = told;
    }

    @Override
    public RelayChannel open(ChannelName channel, RelaySink sink) {
        return new MemoryChannel(place, this, channel, sink);
    }

    @Override
    public int largestEntry() {
        return place.largestEntry();
    }

    /** Cuts this server off: it loses all parcels that would arrive, and is told {@link RelayListener#down}. */
    public void cut(String why) {
        if (!cut) {
            cut = true;
            tell(told -> told.down(why));
        }
    }

    /** Lets parcels arrive again, and tells {@link RelayListener#up}. */
    public void heal() {
        if (cut) {
            cut = false;
            tell(RelayListener::up);
        }
    }

    /** {@return whether this server is cut off} */
    public boolean isCut() {
        return cut;
    }

    /** Kills the server: it is told nothing more. Its proposals that are on their way may arrive. */
    public void die() {
        dead = true;
        place.remove(this);
    }

    @Override
    public void close() {
        die();
    }

    boolean isDead() {
        return dead;
    }

    @Override
    public String toString() {
        return "relay " + number;
    }

    private void tell(Consumer<RelayListener> news) {
        Runnable arrival = () -> {
            RelayListener told = listener;
            if (told != null && !dead) {
                news.accept(told);
            }
        };
        place.carry(new Parcel(Parcel.Kind.STATE, this, this.news, arrival, arrival));
    }
}
