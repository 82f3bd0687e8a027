import org.jspecify.annotations.NullMarked;

/** The {@code mles} command: server, publisher, subscriber, console client, load generator and conformance checks. */
@NullMarked module mles.dist {
    requires mles.client;
    requires mles.loadgen;
    requires mles.server;
    requires mles.testkit;

    // Rooms behind services of the server. Nothing here names them: the image has those that the build was asked for.
    requires static mles.history;
    requires static mles.peer;
    requires static mles.websocket;

    // The command line; it fills fields that it finds by their annotations.
    requires info.picocli;
    opens mles.dist to info.picocli;
    opens mles.dist.bench to info.picocli;
    opens mles.dist.client to info.picocli;
    opens mles.dist.conform to info.picocli;
    opens mles.dist.console to info.picocli;
    opens mles.dist.history to info.picocli;
    opens mles.dist.options to info.picocli;
    opens mles.dist.plugins to info.picocli;
    opens mles.dist.server to info.picocli;

    // JSON lines of the subscriber.
    requires com.fasterxml.jackson.core;

    // The log goes to standard error.
    requires org.slf4j;
    requires org.slf4j.simple;

    // Without it the native transport is silently not found and the server falls back to NIO.
    requires io.netty.transport.epoll.linux.x86_64;

    // systemd is told by a kind of socket that the JDK does not have.
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;

    // Signals: a stop asked for by SIGTERM is no failure.
    requires jdk.unsupported;

    requires static org.jspecify;
}
