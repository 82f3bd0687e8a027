package mles.jmh;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import mles.protocol.FirstPayload;
import mles.protocol.Message;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** CBOR of one message. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MessageBenchmark {
    @Param({"64", "1024", "65536"})
    private int size;

    private Message message = Message.of("", "", "");
    private ByteBuffer cbor = ByteBuffer.allocate(0);

    @Setup
    public void encodeOnce() {
        message = Message.of("a-member", "a channel", new byte[size]);
        cbor = message.encode();
    }

    @Benchmark
    public ByteBuffer encode() {
        return message.encode();
    }

    @Benchmark
    public Message decode() {
        return Message.decode(cbor.duplicate());
    }

    /** As the gate does it, which does not know yet what it is. */
    @Benchmark
    public FirstPayload decodeFirst() {
        return FirstPayload.decode(cbor.duplicate());
    }
}
