package mles.server.upstream;

/** A service: the links of a kind to an upstream server (SPEC 6). */
public interface UpstreamProvider {
    /** {@return the protocol that it speaks: {@code tcp}} Whether that is encrypted is a matter of settings. */
    String name();

    /** {@return the upstream server, with no link to it yet} */
    Upstream create(UpstreamSettings settings);
}
