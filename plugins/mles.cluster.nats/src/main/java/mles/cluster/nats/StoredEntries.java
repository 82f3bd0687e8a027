package mles.cluster.nats;

import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of one channel in its stream, one in each call, which waits for NATS. The leader answers all of them: after a
 * split of the network other replicas have been seen that had other entries (NATS 2.9.10), and so gave servers other logs.
 */
final class StoredEntries implements StoredRun.Source {
    private static final int NOT_FOUND = 404;
    /** Found no message. */
    private static final int NO_MESSAGE = 10037;

    private final NatsLink link;
    private final String stream;
    private final String subject;

    StoredEntries(NatsLink link, String stream, String subject) {
        this.link = link;
        this.stream = stream;
        this.subject = subject;
    }

    /** {@return the newest entry; null without one} */
    @Nullable
    StoredEntry newest() throws IOException {
        return get("{\"last_by_subj\":\"" + subject + "\"}");
    }

    @Override
    public @Nullable StoredEntry from(long number) throws IOException {
        return get("{\"seq\":" + number + ",\"next_by_subj\":\"" + subject + "\"}");
    }

    /** {@return the number of the newest message in the whole stream} */
    long newestOfStream() throws IOException {
        Message answer = link.await("$JS.API.STREAM.INFO." + stream, new byte[0]);
        StreamInfo info = new StreamInfo(answer);
        if (info.hasError()) {
            throw new IOException(info.getDescription());
        }
        return info.getStreamState().getLastSequence();
    }

    private @Nullable StoredEntry get(String request) throws IOException {
        MessageInfo info = new MessageInfo(link.await("$JS.API.STREAM.MSG.GET." + stream, bytes(request)), stream,
                false);
        if (!info.hasError()) {
            return StoredEntry.of(info);
        }
        if (info.getApiErrorCode() == NO_MESSAGE || (info.getErrorCode() == NOT_FOUND && info.getApiErrorCode() <= 0)) {
            return null;
        }
        throw new IOException(info.getDescription());
    }

    private static byte[] bytes(String request) {
        return request.getBytes(StandardCharsets.UTF_8);
    }
}
