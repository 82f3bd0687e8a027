package mles.server.transport;

/** Provides links to an upstream server (SPEC 6). */
public interface PeerLinkProvider {
    /** {@return the protocol that it speaks: {@code tcp}} Whether that is encrypted is a matter of settings. */
    String name();

    /** {@return the links of one server, none of them open} */
    PeerLinks create(PeerSettings settings);
}
