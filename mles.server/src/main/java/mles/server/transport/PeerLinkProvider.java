package mles.server.transport;

/** Provides links to a server above this one (SPEC 6). */
public interface PeerLinkProvider {
    /** {@return the scheme of the addresses that it can dial: {@code tcp}} */
    String name();

    /** {@return the links of one server, none of them open} */
    PeerLinks create(PeerSettings settings);
}
