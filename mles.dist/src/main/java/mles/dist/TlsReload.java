package mles.dist;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mles.server.ConfigException;
import mles.server.TlsIdentity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows new certificates when their files change, keeps the old ones when the new ones are bad, and says so. */
final class TlsReload implements Runnable {
    private static final Duration SOON = Duration.ofDays(14);
    private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);

    private final Supplier<@Nullable TlsIdentity> files;
    private final Consumer<TlsIdentity> shown;

    /**
     * Does nothing yet.
     *
     * @param files what the files say now
     * @param shown takes what they say if it is good
     */
    TlsReload(Supplier<@Nullable TlsIdentity> files, Consumer<TlsIdentity> shown) {
        this.files = files;
        this.shown = shown;
    }

    @Override
    public void run() {
        try {
            TlsIdentity identity = files.get();
            if (identity != null) {
                shown.accept(identity);
                LOG.info("tls-reloaded: a new certificate, until {}", identity.expires());
                warn(identity.expires());
            }
        } catch (ConfigException e) {
            LOG.warn("tls-reload-failed: the certificate from before is kept: {}", e.getMessage());
        }
    }

    /** Warns of a certificate that ends soon. */
    static void warn(Instant expires) {
        if (Instant.now().plus(SOON).isAfter(expires)) {
            LOG.warn("the certificate ends soon, or has ended: {}", expires);
        }
    }
}
