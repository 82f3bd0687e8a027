package example.tinymles;

import java.util.Set;
import mles.testkit.Codec;
import mles.testkit.jqwik.CodecConformance;

/** The small codec without faults is as SPEC says. That is all there is to write. */
class TinyCodecTest extends CodecConformance {
    @Override
    protected Codec codec() {
        return new TinyUnderTest(Set.of());
    }
}
