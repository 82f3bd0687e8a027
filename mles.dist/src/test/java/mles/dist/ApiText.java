package mles.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleReader;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a module shows to others, as sorted lines: its descriptor, and what is public in the packages that it exports. */
final class ApiText {
    private static final String CLASS_FILE = ".class";

    private ApiText() {
    }

    static String descriptor(Module module) {
        ModuleDescriptor descriptor = module.getDescriptor();
        return lines(Stream
                .of(descriptor.requires().stream().map(ApiText::requires),
                        descriptor.exports().stream().map(part -> "exports " + part),
                        descriptor.opens().stream().map(part -> "opens " + part),
                        descriptor.uses().stream().map(part -> "uses " + part),
                        descriptor.provides().stream().map(part -> "provides " + part))
                .flatMap(Stream::sorted));
    }

    /** @param left packages that are left out */
    static String api(Module module, List<String> left) {
        return lines(classNames(module).stream().filter(name -> !left.contains(packageOf(name)))
                .map(name -> Class.forName(module, name)).filter(ApiText::isVisible)
                .flatMap(ApiText::type));
    }

    /** Without the version that it was compiled against. */
    private static String requires(ModuleDescriptor.Requires part) {
        return part.modifiers().stream().map(modifier -> modifier.name().toLowerCase(Locale.ROOT) + " ").sorted()
                .collect(Collectors.joining("", "requires ", part.name()));
    }

    private static List<String> classNames(Module module) {
        try (ModuleReader reader = module.getLayer().configuration().findModule(module.getName()).orElseThrow()
                .reference().open(); Stream<String> files = reader.list()) {
            return files.filter(file -> file.endsWith(CLASS_FILE) && file.contains("/"))
                    .map(file -> file.substring(0, file.length() - CLASS_FILE.length()).replace('/', '.'))
                    .filter(name -> module.isExported(packageOf(name))).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packageOf(String className) {
        return className.substring(0, className.lastIndexOf('.'));
    }

    private static Stream<String> type(Class<?> type) {
        String supertypes = Stream
                .concat(Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()))
                .map(supertype -> " : " + supertype.getTypeName()).collect(Collectors.joining());
        Stream<Executable> code = Stream.concat(Arrays.stream(type.getDeclaredConstructors()),
                Arrays.stream(type.getDeclaredMethods()));
        return Stream.concat(Stream.of(type.toGenericString() + supertypes),
                Stream.concat(Arrays.stream(type.getDeclaredFields()), code)
                        .filter(member -> !member.isSynthetic() && isVisible(member.getModifiers()))
                        .map(ApiText::member).sorted());
    }

    private static String member(Member member) {
        return "    " + (member instanceof Executable code ? code.toGenericString() : member.toString());
    }

    private static boolean isVisible(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return isVisible(type.getModifiers()) && !type.isAnonymousClass() && (outer == null || isVisible(outer));
    }

    private static boolean isVisible(int modifiers) {
        return (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private static String lines(Stream<String> lines) {
        return lines.collect(Collectors.joining("\n", "", "\n"));
    }
}
