package mles.testkit.jqwik;

import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.Resync;
import mles.testkit.MemberScript;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** {@code @Domain(MlesDomain.class)} on a property gives its parameters values of {@link MlesArbitraries} by type. */
@SuppressWarnings("exports")
public class MlesDomain extends DomainContextBase {
    /** Creates the domain; jqwik does that. */
    public MlesDomain() {
    }

    /** {@return any message} */
    @Provide
    public Arbitrary<Message> messages() {
        return MlesArbitraries.messages();
    }

    /** {@return any frame} */
    @Provide
    public Arbitrary<Frame> frames() {
        return MlesArbitraries.frames();
    }

    /** {@return any resync} */
    @Provide
    public Arbitrary<Resync> resyncs() {
        return MlesArbitraries.resyncs();
    }

    /** {@return any spelling of any message} */
    @Provide
    public Arbitrary<Spelled<Message>> spelledMessages() {
        return MlesArbitraries.spelledMessages();
    }

    /** {@return any spelling of any resync} */
    @Provide
    public Arbitrary<Spelled<Resync>> spelledResyncs() {
        return MlesArbitraries.spelledResyncs();
    }

    /** {@return any payload that is no message} */
    @Provide
    public Arbitrary<Rejected> rejectedPayloads() {
        return MlesArbitraries.rejectedPayloads();
    }

    /** {@return any frames, cut anywhere} */
    @Provide
    public Arbitrary<CutStream> cutStreams() {
        return MlesArbitraries.cutStreams();
    }

    /** {@return any script of members} */
    @Provide
    public Arbitrary<MemberScript> memberScripts() {
        return MlesArbitraries.memberScripts();
    }
}
