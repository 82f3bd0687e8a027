import org.jspecify.annotations.NullMarked;

/** The Mles server, to be embedded: channels as logs, members as cursors. */
@NullMarked module mles.server {
    requires transitive mles.protocol;

    // The defaults that follow the machine: memory of the container, limit on open files.
    requires jdk.management;

    requires static transitive org.jspecify;

    exports mles.server;
}
