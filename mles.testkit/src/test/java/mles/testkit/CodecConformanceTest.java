package mles.testkit;

import mles.testkit.jqwik.CodecConformance;

/** Our codec is as SPEC says. */
class CodecConformanceTest extends CodecConformance {
    @Override
    protected Codec codec() {
        return new ProtocolCodec();
    }
}
