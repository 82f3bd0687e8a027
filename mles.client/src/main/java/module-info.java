import org.jspecify.annotations.NullMarked;

/**
 * The Java client of Mles: one blocking session per (uid, channel), made for virtual threads, over the sockets of the
 * JDK. Start at {@link mles.client.MlesClient}.
 */
@NullMarked module mles.client {
    // Frames, connection ids and close reasons are part of the client's own signatures.
    requires transitive mles.protocol;

    // TLS contexts are in java.base; the idle time of TCP keepalive is not.
    requires jdk.net;

    // DEBUG only: what an application should know comes as an exception or through the listener.
    requires org.slf4j;

    // Null annotations only, nothing at run time; transitive because exported signatures carry them.
    requires static transitive org.jspecify;

    exports mles.client;
}
