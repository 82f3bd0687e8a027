package mles.testkit.jqwik;

import java.util.stream.Stream;
import mles.testkit.Check;
import mles.testkit.MemberScript;
import mles.testkit.ServerChecks;
import mles.testkit.ServerTarget;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * A running server is as SPEC says: subclass it in your tests, start your server, and say where it is. The checks are
 * dynamic tests of Jupiter; scripts of members are a property of jqwik. A server that the constructor starts is stopped
 * for both by a method that is {@code @AfterEach} and {@code @AfterProperty}.
 */
@Domain(MlesDomain.class)
@SuppressWarnings("exports")
public abstract class ServerConformance {
    /** Creates a suite. */
    protected ServerConformance() {
    }

    /** {@return the server to be tested; asked for by every test} */
    protected abstract ServerTarget target();

    /** {@return whether a check applies; override it for a server that does less, and say why} */
    protected boolean applies(Check check) {
        return true;
    }

    /** {@return every check of {@link ServerChecks}, by section} */
    @TestFactory
    public Stream<DynamicNode> checks() {
        return Checks.tests(ServerChecks.of(target()).stream().filter(this::applies).toList());
    }

    /** SPEC 5: whatever members do, each sees what a plain list says. Wants no history, or one of 41 messages at least. */
    @Property(tries = 50)
    public void anyScript(@ForAll MemberScript script) {
        script.playOn(target());
    }
}
