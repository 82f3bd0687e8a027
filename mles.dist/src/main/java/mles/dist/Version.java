package mles.dist;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of this image. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        Optional<String> version = Optional.ofNullable(Version.class.getModule().getDescriptor())
                .flatMap(ModuleDescriptor::rawVersion);
        return new String[]{"mles " + version.orElse("without a version")};
    }
}
