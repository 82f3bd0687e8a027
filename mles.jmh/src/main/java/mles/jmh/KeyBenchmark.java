package mles.jmh;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import mles.protocol.ConnectionKey;
import mles.protocol.Credentials;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Cost of the hashes of a join. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyBenchmark {
    private final String sharedKey = "a".repeat(64);
    private final String uid = "a-member";
    private final String channel = "a channel of usual length";
    private final InetSocketAddress remote = new InetSocketAddress("192.0.2.1", 49152);
    private final Credentials address = Credentials.none();

    @Benchmark
    public long sharedKey() {
        return ConnectionKey.of(sharedKey, uid, channel);
    }

    /** With the key of neither form, so that both are computed. */
    @Benchmark
    public boolean addressInBothForms() {
        return address.matches(0, remote, uid, channel);
    }
}
