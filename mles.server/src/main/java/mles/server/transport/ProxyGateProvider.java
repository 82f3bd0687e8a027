package mles.server.transport;

/** Gates of a proxy: behind them is another server, with a session of its own for each member (SPEC 8.4). Found as a service. */
public interface ProxyGateProvider {
    /** {@return the {@linkplain FrontEndProvider#name() kind} of front end whose members it takes} */
    String name();

    /** {@return a gate to the server of {@code context}} */
    Gate create(ProxyContext context);
}
