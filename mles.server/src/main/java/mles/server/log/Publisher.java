package mles.server.log;

import mles.protocol.CloseReason;

/** A source of frames of a channel, which does not get them back. Thread: home loop. */
public interface Publisher {
    /** {@return a number that no other publisher of the channel has} */
    long id();

    /** This range of the log is its own. */
    void onAppended(long from, long to, long frames);

    /** Its frames could not be stored, or could not get their place, and no reader gets them. */
    void onRefused(CloseReason reason);
}
