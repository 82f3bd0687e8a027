package mles.server.cluster;

import mles.protocol.CloseReason;
import mles.server.log.Publisher;

/** The publisher of all frames that came to other servers. */
enum Elsewhere implements Publisher {
    PUBLISHER;

    @Override
    public long id() {
        return -1;
    }

    @Override
    public void onAppended(long from, long to, long frames) {
        // no member here has them
    }

    @Override
    public void onRefused(CloseReason reason) {
        // they have their place
    }
}
