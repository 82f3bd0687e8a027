package mles.websocket;

import mles.server.transport.MemoryAccount;

/** Memory of one socket for what has half come in, and for answers. Thread: its loop. */
final class BufferedBytes {
    private final MemoryAccount account;
    private long decoder;
    private long message;
    private long answers;
    private boolean frameCut;

    BufferedBytes(MemoryAccount account) {
        this.account = account;
    }

    /** A frame that is not complete takes {@code bytes}. */
    void inDecoder(long bytes) {
        change(bytes - decoder);
        decoder = bytes;
    }

    /** The last frame has come in part, or as a whole. */
    void frameCut(boolean now) {
        frameCut = now;
    }

    /** {@return whether the rest of a frame or of a message is to come} */
    boolean isCut() {
        return frameCut || message > 0;
    }

    /** A message that is not complete takes {@code bytes}. */
    void inMessage(long bytes) {
        change(bytes - message);
        message = bytes;
    }

    /** Answers take {@code bytes}. */
    void inAnswers(long bytes) {
        change(bytes - answers);
        answers = bytes;
    }

    /** {@return that of what has half come in} */
    long incoming() {
        return decoder + message;
    }

    /** {@return all of it} */
    long all() {
        return incoming() + answers;
    }

    private void change(long more) {
        if (more > 0) {
            account.take(more);
        } else if (more < 0) {
            account.give(-more);
        }
    }
}
