import org.jspecify.annotations.NullMarked;

/**
 * The Mles v1 wire protocol as pure functions of bytes: frames, messages, resyncs, keys, connection ids and address
 * strings. Nothing in here reads a socket, a file, a clock or the environment.
 */
@NullMarked module mles.protocol {
    // The CBOR generator writes what this protocol sends; what it receives is judged by our own strict scanner.
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.dataformat.cbor;

    // Null annotations only, nothing at run time; transitive because exported signatures carry them.
    requires static transitive org.jspecify;

    exports mles.protocol;
}
