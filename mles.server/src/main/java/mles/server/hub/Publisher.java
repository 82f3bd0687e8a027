package mles.server.hub;

/** Who brings frames into a channel, and does not get them back. For the home loop. */
interface Publisher {
    /** {@return a number that no other author of the channel has} */
    long number();

    /** This range of the log is its own. */
    void wrote(long from, long to, long frames);

    /** What it brought could not be stored, and nobody will see it. */
    void refused();

    /** {@return what it has brought that somebody else had brought just before} */
    EchoCounter echoes();

    /** It is an end of a link that closes a ring, which is to be opened here. */
    void openRing();
}
