package mles.server.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.ByteArrayOutputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import mles.protocol.CloseReason;
import mles.server.delivery.BrowserBytes;
import mles.server.delivery.BrowserFormat;
import mles.server.delivery.Cursor;
import mles.server.delivery.ManualLoop;
import mles.server.delivery.ManualLoops;
import mles.server.delivery.NumberedFormat;
import mles.server.transport.JoinAnswer;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import mles.server.transport.WireFormat;
import org.jspecify.annotations.Nullable;

/** A connection without a socket: what is written to it is taken at once, when the test wants, or fails. */
public final class FakeMember implements Member {
    /** Outcome of a write. */
    public enum Socket {
        TAKES, WAITS, FAILS
    }

    private final ManualLoops loops;
    private final WireFormat format;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private @Nullable Membership membership;
    private @Nullable ByteBuf pending;
    private @Nullable CloseReason closed;
    private Socket socket = Socket.TAKES;
    private ManualLoop loop;
    private boolean moving;
    private Runnable onArrival = () -> {
    };
    private Runnable onFault = () -> {
    };
    private Runnable onJoined = () -> {
    };
    private boolean reading = true;
    private boolean failed;
    private WeakReference<ByteBuf> source = new WeakReference<>(null);
    private int writes;
    private @Nullable JoinAnswer answer;
    private final List<String> published = new ArrayList<>();
    private long held;

    public FakeMember(ManualLoops loops, ManualLoop loop) {
        this(loops, loop, WireFormat.FRAMES);
    }

    public FakeMember(ManualLoops loops, ManualLoop loop, WireFormat format) {
        this.loops = loops;
        this.loop = loop;
        this.format = format;
    }

    @Override
    public ManualLoop loop() {
        return loop;
    }

    @Override
    public String kind() {
        return WireFormat.FRAMES.equals(format) ? "tcp" : "websocket";
    }

    @Override
    public WireFormat wireFormat() {
        return format;
    }

    @Override
    public void move(EventLoop target, Runnable there) {
        moving = true;
        loop.execute(() -> target.execute(() -> {
            loop = (ManualLoop) target;
            moving = false;
            there.run();
            onArrival.run();
        }));
    }

    /** Says what else is to be done on the loop that it is moving to. */
    public void onArrival(Runnable more) {
        onArrival = more;
    }

    /** Says what else becomes of a fault of its socket, at once. */
    public void onFault(Runnable more) {
        onFault = more;
    }

    /** Says what else is to be done as soon as it is told of its join. */
    public void onJoined(Runnable more) {
        onJoined = more;
    }

    /** {@return whether it is on its way to another loop} */
    public boolean isMoving() {
        return moving;
    }

    @Override
    public void write(ByteBuf from, int at, int bytes) {
        check();
        if (BrowserFormat.INSTANCE.equals(format)) {
            BrowserBytes.checkWhole(from, at, bytes);
        }
        if (pending != null) {
            throw new AssertionError("a second write is under way");
        }
        if (failed) {
            throw new AssertionError("a write behind a failed one");
        }
        writes++;
        source = new WeakReference<>(from);
        pending = from.retainedSlice(at, bytes);
        if (socket == Socket.TAKES) {
            end(true);
        } else if (socket == Socket.FAILS) {
            end(false);
        }
    }

    @Override
    public long held() {
        return held;
    }

    /** Half a frame has come in. */
    public void hold(long bytes) {
        held = bytes;
    }

    @Override
    public void reading(boolean wanted) {
        check();
        if (wanted == reading) {
            throw new AssertionError("told twice to read: " + wanted);
        }
        reading = wanted;
    }

    @Override
    public void joined(JoinAnswer its) {
        check();
        if (answer != null || writes > 0) {
            throw new AssertionError("told late or twice that it has joined");
        }
        answer = its;
        onJoined.run();
    }

    @Override
    public void published(long tag, long number) {
        check();
        published.add(tag + "=" + number);
    }

    /** {@return the answer to its join} */
    public JoinAnswer answer() {
        return Objects.requireNonNull(answer);
    }

    /** {@return the answers to its publishes: tag and number} */
    public List<String> published() {
        return published;
    }

    /** {@return the messages that it got, with numbers} */
    public List<NumberedFormat.Numbered> numbered() {
        return NumberedFormat.decode(received());
    }

    /** {@return the numbers of those} */
    public List<Long> numbers() {
        return numbered().stream().map(NumberedFormat.Numbered::number).toList();
    }

    @Override
    public void close(CloseReason reason) {
        check();
        closed = reason;
        if (pending != null) {
            end(false);
        }
    }

    public void joined(Membership its) {
        membership = its;
    }

    /** Ends the write under way well, if there is one. */
    public void take() {
        if (pending != null) {
            loops.on(loop, () -> end(true));
        }
    }

    /** Says what becomes of later writes. */
    public void socket(Socket now) {
        socket = now;
    }

    /** Publishes frames as if they had been read from its socket. */
    public void publish(ByteBuf frames, int count) {
        loops.on(loop, () -> membership().publish(frames, frames.readerIndex(), frames.readableBytes(), count));
    }

    /** Publishes a frame and asks for an answer. */
    public void ask(ByteBuf frame, long tag) {
        loops.on(loop, () -> membership().publish(frame, frame.readerIndex(), frame.readableBytes(), 1, tag));
    }

    /** {@return whether it may take more of a frame that has half come in} */
    public boolean mayHold() {
        boolean[] answer = new boolean[1];
        loops.on(loop, () -> answer[0] = membership().mayHold());
        return answer[0];
    }

    public void leave() {
        loops.on(loop, () -> membership().leave(CloseReason.LEFT));
    }

    public Membership membership() {
        return Objects.requireNonNull(membership);
    }

    public Cursor cursor() {
        return ((HubMembership) membership()).cursor();
    }

    public byte[] received() {
        return received.toByteArray();
    }

    /** {@return the bytes that were received since the last call, which {@link #received} forgets} */
    public byte[] drain() {
        byte[] fresh = received.toByteArray();
        received.reset();
        return fresh;
    }

    public boolean isWriting() {
        return pending != null;
    }

    public boolean isReading() {
        return reading;
    }

    /** {@return whether a write has failed; nothing good comes after that} */
    public boolean hasFailed() {
        return failed;
    }

    public int writes() {
        return writes;
    }

    /** {@return the memory of which the last write was} */
    public WeakReference<ByteBuf> source() {
        return source;
    }

    /** {@return why it was closed, null if it was not} */
    @Nullable
    public CloseReason closed() {
        return closed;
    }

    private void end(boolean success) {
        ByteBuf slice = Objects.requireNonNull(pending);
        pending = null;
        if (success) {
            byte[] bytes = new byte[slice.readableBytes()];
            slice.readBytes(bytes);
            received.writeBytes(bytes);
        } else {
            failed = true;
            onFault.run();
        }
        slice.release();
        membership().written(success);
    }

    private void check() {
        if (!loops.isRunning(loop)) {
            throw new AssertionError("called on another loop");
        }
        if (moving) {
            throw new AssertionError("called on its way");
        }
        if (closed != null) {
            throw new AssertionError("called after close");
        }
    }
}
