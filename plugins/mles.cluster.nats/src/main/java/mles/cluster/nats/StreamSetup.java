package mles.cluster.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the streams that are missing, and checks those that are there. Servers may do it at the same time. */
final class StreamSetup {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSetup.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int SAFE_REPLICAS = 3;

    // Error codes of JetStream.
    private static final int STREAM_NOT_FOUND = 10059;
    private static final int NAME_IN_USE = 10058;
    private static final int SUBJECTS_OVERLAP = 10065;
    private static final int REPLICAS_WITHOUT_CLUSTER = 10074;
    private static final int NOT_ENABLED = 10076;
    private static final int NOT_ENABLED_FOR_ACCOUNT = 10039;

    private final JetStreamManagement management;
    private final boolean isJetStreamThere;
    private final StreamPlan plan;
    private final NatsAddress address;
    private final long deadline;

    /** @param deadline end of all attempts, in the time of {@link System#nanoTime} */
    StreamSetup(NatsLink link, StreamPlan plan, NatsAddress address, long deadline) throws IOException {
        this.management = link.management();
        this.isJetStreamThere = link.server().isJetStreamAvailable();
        this.plan = plan;
        this.address = address;
        this.deadline = deadline;
    }

    /**
     * {@return the epochs of all streams}
     *
     * @throws IOException when one cannot be used or made
     */
    long[] prepare() throws IOException {
        long[] epochs = new long[plan.streams()];
        int replicas = SAFE_REPLICAS;
        for (int i = 0; i < epochs.length; i++) {
            StreamConfiguration there = prepare(i);
            epochs[i] = mark(there).epoch();
            replicas = Math.min(replicas, there.getReplicas());
        }
        if (replicas < SAFE_REPLICAS) {
            LOG.warn(
                    "cluster-replicas: the loss of one NATS server loses entries or stops the cluster, place={}, replicas={}",
                    address, replicas);
        }
        return epochs;
    }

    /** {@return the epoch that a stream has now} */
    long epoch(int number) throws IOException {
        try {
            return mark(management.getStreamInfo(plan.stream(number)).getConfiguration()).epoch();
        } catch (JetStreamApiException e) {
            throw failure(number, e);
        }
    }

    /** {@return the epoch of a stream, which is another one than {@code seen}} */
    long renew(int number, long seen) throws IOException {
        try {
            StreamConfiguration there = management.getStreamInfo(plan.stream(number)).getConfiguration();
            if (mark(there).epoch() == seen) {
                LOG.warn("cluster-reset: entries that were stored are gone, place={}, stream={}", address,
                        plan.stream(number));
                there = management.updateStream(StreamConfiguration.builder(there)
                        .description(StreamMark.next(plan.streams()).toString()).build()).getConfiguration();
            }
            return mark(there).epoch();
        } catch (JetStreamApiException e) {
            throw failure(number, e);
        }
    }

    private StreamConfiguration prepare(int number) throws IOException {
        int replicas = address.replicas().orElse(SAFE_REPLICAS);
        while (true) {
            IOException failure;
            try {
                StreamConfiguration there = there(number);
                if (there != null) {
                    mark(there);
                    return there;
                }
                StreamMark mark = StreamMark.next(plan.streams());
                management.addStream(plan.configuration(number, mark, replicas));
                // Another server may have made it at the same time, so it is read again.
                continue;
            } catch (JetStreamApiException e) {
                if (e.getApiErrorCode() == REPLICAS_WITHOUT_CLUSTER && address.replicas().isEmpty()) {
                    replicas = 1;
                    continue;
                }
                failure = failure(number, e);
                if (e.getApiErrorCode() == NOT_ENABLED || e.getApiErrorCode() == NOT_ENABLED_FOR_ACCOUNT) {
                    throw noJetStream(e);
                }
                if (e.getApiErrorCode() == SUBJECTS_OVERLAP || e.getApiErrorCode() == REPLICAS_WITHOUT_CLUSTER) {
                    throw failure;
                }
            } catch (ForeignStreamException e) {
                throw e;
            } catch (IOException e) {
                if (!isJetStreamThere) {
                    // In a cluster other servers may have it.
                    throw noJetStream(e);
                }
                failure = new IOException(address + ": stream " + plan.stream(number) + ": " + e.getMessage(), e);
            }
            if (System.nanoTime() - deadline > 0) {
                throw failure;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** {@return the configuration of a stream, with room enough; null when there is no such stream} */
    private @Nullable StreamConfiguration there(int number) throws IOException, JetStreamApiException {
        try {
            StreamInfo info = management.getStreamInfo(plan.stream(number));
            StreamConfiguration there = info.getConfiguration();
            mark(there);
            return plan.isTooSmall(there)
                    ? management.updateStream(plan.enlarged(there)).getConfiguration()
                    : there;
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == STREAM_NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private StreamMark mark(StreamConfiguration there) throws IOException {
        StreamMark mark = StreamMark.parse(there.getDescription()).orElseThrow(() -> new ForeignStreamException(
                address + ": stream " + there.getName()
                        + ": expected one of Mles, was another one; use another prefix"));
        if (mark.streams() != plan.streams()) {
            throw new ForeignStreamException(address + ": streams: expected " + mark.streams()
                    + " as the cluster was begun with, was " + plan.streams() + "; use ?streams=" + mark.streams());
        }
        return mark;
    }

    private IOException noJetStream(Exception cause) {
        return new IOException(
                address + ": NATS: expected JetStream, was a server or an account without it; start it with -js",
                cause);
    }

    private IOException failure(int number, JetStreamApiException e) {
        String remedy = address.replicas().isEmpty() && e.getApiErrorCode() != NAME_IN_USE
                && String.valueOf(e.getErrorDescription()).matches(".*(peers|resources).*")
                        ? "; three NATS servers keep a stream, or use ?replicas=1"
                        : "";
        return new IOException(address + ": stream " + plan.stream(number) + ": " + e.getErrorDescription() + remedy,
                e);
    }

    /** Refusal of a stream that is there, and stays as it is. */
    private static final class ForeignStreamException extends IOException {
        private static final long serialVersionUID = 1;

        ForeignStreamException(String message) {
            super(message);
        }
    }
}
