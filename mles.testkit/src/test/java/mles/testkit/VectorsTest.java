package mles.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VectorsTest {
    @Test
    void allAreRead() {
        Vectors vectors = Vectors.load();
        assertEquals(326, vectors.total());
        List<VectorCase> all = vectors.all();
        assertEquals(vectors.total(), all.size());
        assertEquals(vectors.total(), new HashSet<>(all.stream().map(VectorCase::id).toList()).size());
    }

    @Test
    void namesOfChecksAreUnique() {
        List<Check> checks = CodecChecks.of(new ProtocolCodec());
        assertEquals(checks.size(), Set.copyOf(checks.stream().map(Check::toString).toList()).size());
    }
}
