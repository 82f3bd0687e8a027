import org.jspecify.annotations.NullMarked;

/**
 * Tests of any Mles v1 codec, server, history store or engine of a cluster: golden vectors, checks named after the sections
 * of SPEC, and suites to subclass.
 */
@NullMarked module mles.testkit {
    // Messages, frames and keys are said in the protocol's own types.
    requires transitive mles.protocol;

    // The golden vectors are JSON.
    requires com.fasterxml.jackson.core;

    // For the suites only: the plain checks run without a test framework. Not transitive, although the suites show their
    // types: the compiler would then want them of those, too, who use the plain checks only.
    requires static net.jqwik.api;
    requires static org.junit.jupiter.api;
    requires static org.junit.jupiter.params;

    // For the contracts of history stores and of engines of a cluster only.
    requires static mles.server;

    // Null annotations only, nothing at run time; transitive because exported signatures carry them.
    requires static transitive org.jspecify;

    exports mles.testkit;
    exports mles.testkit.jqwik;
    exports mles.testkit.relay;
}
