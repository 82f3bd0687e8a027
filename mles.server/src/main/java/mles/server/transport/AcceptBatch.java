package mles.server.transport;

import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many sockets are accepted in one turn of a loop. Few while strangers come, for whom members would have to wait. Many
 * while those who come become members: the others hear of all who join in one turn at once, so that the larger the
 * batches are the sooner everybody is back after a restart. Thread-safe.
 */
final class AcceptBatch {
    /** What members of a busy channel hardly notice. */
    static final int SMALLEST = 2;
    static final int LARGEST = 256;

    private final AtomicInteger size = new AtomicInteger(SMALLEST);
    // Its guess whether somebody else waits is made for bytes, and is always no here.
    private final MaxMessagesRecvByteBufAllocator listener = new ServerChannelRecvByteBufAllocator()
            .respectMaybeMoreData(false).maxMessagesPerRead(SMALLEST);

    /** {@return what tells a listener how many to accept, always the present number} */
    MaxMessagesRecvByteBufAllocator listener() {
        return listener;
    }

    /** One was accepted. */
    void came() {
        change(-1);
    }

    /** One of those became a member, so that who brings members doubles the batch with each turn. */
    void admitted() {
        change(2);
    }

    private void change(int by) {
        listener.maxMessagesPerRead(
                size.accumulateAndGet(by, (before, more) -> Math.clamp(before + more, SMALLEST, LARGEST)));
    }
}
