package mles.websocket.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import mles.protocol.CloseReason;
import mles.protocol.Header;
import mles.server.transport.Member;
import mles.server.transport.MemoryAccount;
import org.junit.jupiter.api.Test;

class BrowserWriterTest {
    private final Browser browser = new Browser();
    private final Account account = new Account();
    private final BrowserWriter writer = new BrowserWriter(browser, UnpooledByteBufAllocator.DEFAULT, account);

    @Test
    void oneWriteIsUnderWay() {
        add();
        writer.pump();
        add();
        writer.pump();
        assertEquals(1, browser.writes);
        assertFalse(writer.isIdle());

        writer.written();
        assertTrue(writer.isIdle());
        writer.pump();
        assertEquals(2, browser.writes);
        writer.written();
        assertEquals(0, account.taken);
    }

    @Test
    void writesThatEndAtOnceFollowEachOther() {
        browser.endsAtOnce = true;
        large();
        writer.pump();
        assertTrue(browser.writes > 1);
        assertTrue(writer.isIdle());
        assertEquals(0, account.taken);
    }

    @Test
    void theWriteUnderWayKeepsItsMemory() {
        add();
        writer.pump();
        add();
        writer.clear();
        assertTrue(account.taken > 0);
        writer.written();
        writer.pump();
        assertEquals(1, browser.writes);
        assertEquals(0, account.taken);
    }

    private void add() {
        add(16);
    }

    private void large() {
        add(1 << 20);
    }

    private void add(int payload) {
        ByteBuf frame = Unpooled.buffer().writeByte('M').writeMedium(payload).writeZero(Header.SIZE - 4 + payload);
        writer.add(frame, 0, frame.readableBytes());
    }

    private final class Browser implements Member {
        private int writes;
        private boolean endsAtOnce;

        @Override
        public void write(ByteBuf from, int at, int bytes) {
            writes++;
            if (endsAtOnce) {
                writer.written();
                writer.pump(); // as the session does
            }
        }

        @Override
        public EventLoop loop() {
            throw new AssertionError();
        }

        @Override
        public String kind() {
            return "";
        }

        @Override
        public void reading(boolean wanted) {
        }

        @Override
        public void close(CloseReason reason) {
        }
    }

    private static final class Account implements MemoryAccount {
        private long taken;

        @Override
        public void take(long bytes) {
            taken += bytes;
        }

        @Override
        public void give(long bytes) {
            taken -= bytes;
        }
    }
}
