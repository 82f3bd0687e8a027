package mles.server.hub;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mles.protocol.Frame;
import mles.protocol.Header;

/** How often a log has each frame, so that a resync brings none twice (SPEC 5.5). For the home loop, until the log changes. */
final class StoredCopies {
    private final Map<ByteBuffer, Integer> copies = new HashMap<>();

    StoredCopies(ChannelLog log) {
        for (Walk walk = new Walk(log); walk.next();) {
            copies.merge(walk.frame(), 1, Integer::sum);
        }
    }

    /** {@return which of the first {@code count} of these items are new; each stored copy absorbs one} */
    List<ByteBuf> fresh(ByteBuf items, int count) {
        List<ByteBuf> fresh = new ArrayList<>();
        int at = items.readerIndex();
        for (int i = 0; i < count; i++) {
            int size = Header.SIZE + items.getUnsignedMedium(at + 1);
            ByteBuffer item = items.nioBuffer(at, size);
            // Item 0 is made for its connection: in address mode it has another key each time.
            if (!absorbs(item) && !(i == 0 && absorbsUnderOtherKey(item))) {
                fresh.add(items.slice(at, size));
            }
            at += size;
        }
        return fresh;
    }

    private boolean absorbs(ByteBuffer item) {
        Integer left = copies.get(item);
        if (left == null || left == 0) {
            return false;
        }
        copies.put(item, left - 1);
        return true;
    }

    private boolean absorbsUnderOtherKey(ByteBuffer item) {
        return copies.keySet().stream().filter(frame -> Frame.isSameButKey(frame, item)).findFirst()
                .filter(this::absorbs).isPresent();
    }
}
