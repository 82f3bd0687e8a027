package mles.dist.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The classes of one module and the classes that each of them names, read from class files. A nested class counts as
 * the class around it. Constants that the compiler copies leave no trace.
 *
 * @param uses by class, the classes it names
 */
record ClassGraph(Map<String, Set<String>> uses) {
    /** A type inside a descriptor or a generic signature. */
    private static final Pattern TYPE = Pattern.compile("L([\\w/$]+)[;<]");

    /** {@return the graph of the class files below a folder, without classes that lie elsewhere} */
    static ClassGraph read(Path classes) {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (Path file : Sources.files(classes, ".class")) {
            ClassModel model = parse(file);
            if (!model.isModuleInfo()) {
                uses.computeIfAbsent(outermost(model.thisClass().asInternalName()), name -> new TreeSet<>())
                        .addAll(named(model));
            }
        }
        uses.values().forEach(named -> named.retainAll(uses.keySet()));
        return new ClassGraph(uses);
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> named(ClassModel model) {
        Set<String> named = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            types(entry).map(ClassGraph::outermost).forEach(named::add);
        }
        return named;
    }

    private static Stream<String> types(PoolEntry entry) {
        return switch (entry) {
            case ClassEntry type -> Stream.of(type.asInternalName());
            case Utf8Entry text -> TYPE.matcher(text.stringValue()).results().map(found -> found.group(1));
            default -> Stream.empty();
        };
    }

    private static String outermost(String internalName) {
        return internalName.replaceFirst("\\$.*", "").replace('/', '.');
    }
}
