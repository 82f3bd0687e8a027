/** A front end as a plugin, found by the last line: channels as lines of text. */
module org.example.line {
    requires mles.server;
    requires io.netty.codec;
    requires io.netty.common;
    provides mles.server.transport.FrontEndProvider with org.example.line.LineProvider;
}
