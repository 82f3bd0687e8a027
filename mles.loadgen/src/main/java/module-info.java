import org.jspecify.annotations.NullMarked;

/** The load generator behind {@code mles bench}: measures a running server from outside and checks every delivery. */
// The command line is built after this module; the qualified export names it all the same.
@SuppressWarnings("module") @NullMarked module mles.loadgen {
    // Frames and credentials are part of the signatures.
    requires transitive mles.protocol;

    // Addresses of servers, and the joins that a run begins with.
    requires mles.client;

    // CPU time of the generator's own threads.
    requires java.management;

    // Null annotations only, nothing at run time; transitive because signatures carry them.
    requires static transitive org.jspecify;

    exports mles.loadgen to mles.dist;
}
