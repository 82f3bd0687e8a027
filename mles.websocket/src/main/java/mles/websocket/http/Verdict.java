package mles.websocket.http;

/** Verdict on the head of a request. */
sealed interface Verdict {
    /** The body is to be published, under these names. */
    record Publish(Names names) implements Verdict {
    }

    /** A channel is to be read. */
    record Read(Reading reading) implements Verdict {
    }

    /** A browser asks whether a page may ask. */
    record Preflight() implements Verdict {
    }

    /** The request is refused. */
    record Refuse(Problem problem) implements Verdict {
    }
}
