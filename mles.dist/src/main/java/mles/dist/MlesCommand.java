package mles.dist;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command that holds the others. */
@Command(name = "mles", description = "A light, authenticated publish/subscribe service.", mixinStandardHelpOptions = true, versionProvider = MlesCommand.Version.class, synopsisSubcommandLabel = "COMMAND", footer = {
        "", "Exit codes: 0 done; 1 refused, lost or timed out; 2 usage.",
        "Environment: MLES_SERVER; MLES_KEY, MLES_ADDR_KEY (the keys; never on the command line); MLES_JAVA_OPTS."})
final class MlesCommand extends CommandGroup {
    /** The version of this image. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Optional<String> version = Optional.ofNullable(MlesCommand.class.getModule().getDescriptor())
                    .flatMap(ModuleDescriptor::rawVersion);
            return new String[]{"mles " + version.orElse("without a version")};
        }
    }
}
