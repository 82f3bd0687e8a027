import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites the jars of a folder whose classes have a format so old that Java leaves them out of its cache; they would be
 * read and checked anew with each start. The code stays the same; what the newer format wants to know about it is added.
 */
class RaiseClasses {
    /** The first one whose classes are checked by the stack maps that they bring; only such are cached. */
    private static final int OLDEST_CACHED = ClassFile.JAVA_6_VERSION;
    private static final int RAISED = ClassFile.JAVA_8_VERSION;

    public static void main(String[] folder) throws IOException {
        List<Path> jars;
        try (Stream<Path> all = Files.list(Path.of(folder[0]))) {
            jars = all.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        for (Path jar : jars) {
            if (isOld(jar)) {
                raise(jar);
            }
        }
    }

    private static boolean isOld(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (isOld(entry, read(jar, entry))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isOld(JarEntry entry, byte[] bytes) {
        return entry.getName().endsWith(".class") && ClassFile.of().parse(bytes).majorVersion() < OLDEST_CACHED;
    }

    private static void raise(Path file) throws IOException {
        Path raised = file.resolveSibling(file.getFileName() + ".raised");
        try (JarFile jar = new JarFile(file.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(raised))) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                byte[] bytes = read(jar, entry);
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(isOld(entry, bytes) ? raise(bytes, jar) : bytes);
                out.closeEntry();
            }
        }
        Files.move(raised, file, StandardCopyOption.REPLACE_EXISTING);
        System.out.println("raised the classes of " + file.getFileName());
    }

    private static byte[] raise(byte[] bytes, JarFile jar) {
        ClassHierarchyResolver known = ClassHierarchyResolver.ofResourceParsing(name -> open(jar, name))
                .orElse(ClassHierarchyResolver.defaultResolver());
        ClassFile writer = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(known));
        ClassModel old = writer.parse(bytes);
        ClassTransform version = (to, part) -> {
            if (part instanceof ClassFileVersion) {
                to.withVersion(RAISED, 0);
            } else {
                to.with(part);
            }
        };
        // Code that is not visited would be copied as it is, without stack maps.
        return writer.transformClass(old,
                version.andThen(ClassTransform.transformingMethodBodies((to, part) -> to.with(part))));
    }

    private static InputStream open(JarFile jar, ClassDesc name) {
        String descriptor = name.descriptorString();
        JarEntry entry = jar.getJarEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
        try {
            return entry == null ? null : new ByteArrayInputStream(read(jar, entry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
