package mles.server.transport;

/** A service: a kind of front end that a room brings in. */
public interface FrontEndProvider {
    /** {@return the protocol that it speaks: {@code ws}} Whether that is encrypted is a matter of the context. */
    String name();

    /** {@return a front end that does not listen yet} */
    FrontEnd create(FrontEndContext context);

    /** {@return a gate behind which another server is: each member gets a session of its own there (SPEC 8.4)} */
    Gate upstream(ProxyContext context);
}
