package mles.server.delivery;

import mles.protocol.CloseReason;

/** The member that a cursor reads for. Thread: loop of the member. */
public interface Subscriber {
    /** Ends the membership. */
    void leave(CloseReason reason);

    /** It was parked as a slow reader. */
    void onParked();
}
