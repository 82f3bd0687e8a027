/** A front end as a plugin: channels as lines of text. */
module org.example.line {
    requires mles.server;
    requires io.netty.codec;
    // The server finds the front end by this line, and chooses it by the scheme of an address.
    provides mles.server.transport.FrontEndProvider with org.example.line.LineProvider;
}
