package mles.server.log;

/** A source of frames of a channel, which does not get them back. Thread: home loop. */
public interface Publisher {
    /** {@return a number that no other publisher of the channel has} */
    long id();

    /** This range of the log is its own. */
    void onAppended(long from, long to, long frames);

    /** Its frames could not be stored, and no reader gets them. */
    void onStoreFailed();

    /** Its frames have gone round in a ring of links, which is to be opened here. */
    void onRing();
}
