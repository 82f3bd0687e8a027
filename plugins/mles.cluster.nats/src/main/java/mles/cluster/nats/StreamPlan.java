package mles.cluster.nats;

import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.Republish;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;

/**
 * Names and configuration of the streams under one prefix.
 *
 * @param prefix  beginning of all names
 * @param streams number of streams
 * @param room    room of each channel
 */
record StreamPlan(String prefix, int streams, Room room) {
    /** Time in which NATS drops a second copy of an entry. */
    static final Duration DUPLICATES = Duration.ofMinutes(2);
    /** Token of the subject for probes; none of a channel begins with this mark. */
    static final String PROBE = "~probe";

    String stream(int number) {
        return prefix + "-" + number;
    }

    /** {@return the subject by which entries go into a stream} */
    String in(int stream, String token) {
        return prefix + ".in." + stream + "." + token;
    }

    /** {@return the subject by which stored entries come out of it} */
    String out(int stream, String token) {
        return prefix + ".out." + stream + "." + token;
    }

    /** {@return the configuration of a stream that is not there yet} */
    StreamConfiguration configuration(int number, StreamMark mark, int replicas) {
        return StreamConfiguration.builder()
                .name(stream(number))
                .description(mark.toString())
                .subjects(in(number, "*"))
                .storageType(StorageType.File)
                .replicas(replicas)
                .retentionPolicy(RetentionPolicy.Limits)
                .discardPolicy(DiscardPolicy.Old)
                .maxMessagesPerSubject(room.entries())
                .maxAge(room.age())
                .duplicateWindow(DUPLICATES)
                .republish(Republish.builder().source(in(number, "*")).destination(prefix + ".out." + number
                        + ".{{wildcard(1)}}").build())
                .allowRollup(true)
                .build();
    }

    /** {@return whether a stream keeps less than it should} */
    boolean isTooSmall(StreamConfiguration there) {
        return isLess(there.getMaxMsgsPerSubject(), room.entries()) || isLess(age(there), room.age().toMillis());
    }

    /** {@return {@code there} with as much room as the larger of both has} */
    StreamConfiguration enlarged(StreamConfiguration there) {
        StreamConfiguration.Builder larger = StreamConfiguration.builder(there);
        if (isLess(there.getMaxMsgsPerSubject(), room.entries())) {
            larger.maxMessagesPerSubject(room.entries());
        }
        if (isLess(age(there), room.age().toMillis())) {
            larger.maxAge(room.age());
        }
        return larger.build();
    }

    private static long age(StreamConfiguration there) {
        return there.getMaxAge() == null ? 0 : there.getMaxAge().toMillis();
    }

    /** {@return whether limit {@code a} keeps less than {@code b}, where zero and below is no limit} */
    private static boolean isLess(long a, long b) {
        return a > 0 && (b <= 0 || a < b);
    }
}
