package mles.client;

import java.util.Iterator;
import java.util.NoSuchElementException;
import mles.protocol.CloseReason;
import org.jspecify.annotations.Nullable;

/** Receiving as a loop. For one thread. */
final class ReceivedIterator implements Iterator<Received> {
    private final Inbox inbox;
    private @Nullable Received next;

    ReceivedIterator(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = receive();
        }
        return next != null;
    }

    @Override
    public Received next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("the session is over");
        }
        Received result = next;
        next = null;
        return result;
    }

    private @Nullable Received receive() {
        try {
            return inbox.take();
        } catch (SessionClosedException e) {
            if (e.reason() == CloseReason.LEFT) {
                return null;
            }
            throw e;
        } catch (InterruptedException e) {
            throw new InterruptedWaitException("to receive", e);
        }
    }
}
