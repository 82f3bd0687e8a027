package mles.server.tcp;

import java.util.Set;
import mles.server.config.Scheme;
import mles.server.transport.FrontEnd;
import mles.server.transport.FrontEndContext;
import mles.server.transport.FrontEndProvider;

/** Front ends for {@code tcp://} and {@code tls://}. */
public final class TcpProvider implements FrontEndProvider {
    static final String NAME = "tcp";

    /** Creates a provider; for the service loader. */
    public TcpProvider() {
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Scheme> schemes() {
        return Set.of(new Scheme("tcp", Scheme.REQUIRED, false), new Scheme("tls", Scheme.REQUIRED, true));
    }

    @Override
    public FrontEnd create(FrontEndContext context) {
        return new TcpFrontEnd(context);
    }
}
