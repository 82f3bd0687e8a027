package mles.websocket.http;

import org.jspecify.annotations.Nullable;

/** Verdict on the head of a request. */
sealed interface Verdict {
    /**
     * The body is to be published.
     *
     * @param names   of the message
     * @param isBatch whether it has a message in each line
     * @param repeat  stands for the request and its repeats, null where each is another one
     */
    record Publish(Names names, boolean isBatch, @Nullable Digest repeat) implements Verdict {
    }

    /** A channel is to be read. */
    record Read(Reading reading) implements Verdict {
    }

    /**
     * A ticket is wanted.
     *
     * @param secret for which it is to stand
     */
    record Ticket(String secret) implements Verdict {
        @Override
        public String toString() {
            return "ticket";
        }
    }

    /** The description of requests is wanted. */
    record Describe() implements Verdict {
    }

    /** A browser asks whether a page may ask. */
    record Preflight() implements Verdict {
    }

    /** The request is refused. */
    record Refuse(Problem problem) implements Verdict {
    }
}
