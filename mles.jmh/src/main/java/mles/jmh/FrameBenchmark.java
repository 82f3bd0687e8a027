package mles.jmh;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.FrameReader;
import mles.protocol.FrameScanner;
import mles.protocol.Header;
import mles.protocol.Message;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Cutting a stream into frames; time for one frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameBenchmark {
    private static final int FRAMES = 100;

    @Param({"64", "1024"})
    private int size;

    private final FrameScanner scanner = new FrameScanner();
    private final FrameReader reader = new FrameReader(Header.MAX_PAYLOAD);
    private ByteBuffer stream = ByteBuffer.allocate(0);

    @Setup
    public void fill() {
        Frame frame = Frame.of(new ConnectionId(1), 1, Message.of("a-member", "a channel", new byte[size]));
        stream = ByteBuffer.allocateDirect(FRAMES * frame.size());
        for (int i = 0; i < FRAMES; i++) {
            stream.put(frame.bytes());
        }
        stream.flip();
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int scan() {
        return scanner.scan(stream, Header.MAX_PAYLOAD);
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void read(Blackhole sink) {
        reader.read(stream.duplicate(), sink::consume);
    }
}
