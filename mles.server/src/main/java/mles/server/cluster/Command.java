package mles.server.cluster;

import mles.protocol.CloseReason;
import mles.server.log.Publisher;

/** The author of an operator's command, by which its end is found. */
final class Command implements Publisher {
    private boolean refused;

    /** {@return whether the engine did not take it} */
    boolean isRefused() {
        return refused;
    }

    @Override
    public long id() {
        return -1;
    }

    @Override
    public void onAppended(long from, long to, long frames) {
        // a command has no frames
    }

    @Override
    public void onRefused(CloseReason reason) {
        refused = true;
    }
}
