package mles.dist.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mles.server.config.ConfigException;
import mles.server.config.Setting;
import mles.server.config.Settings;

/**
 * Environment variables that begin as those of Mles do and are none. One that is nearly the name of another is misspelt;
 * orchestrators inject variables that describe a service called {@code mles} or {@code mles-x}, and those mean nothing here.
 */
public final class UnknownVariables {
    private static final String PREFIX = "MLES_";
    private static final List<String> WITHOUT_OPTION = List.of("MLES_KEY", "MLES_ADDR_KEY", "MLES_WS_TOKEN",
            "MLES_ADMIN_TOKEN", "MLES_SECRET", "MLES_CONFIG", "MLES_SERVER", "MLES_JAVA_OPTS");
    /** Service links of Kubernetes and Docker. MLES_PORT holds an address there; a number was meant for a server. */
    private static final Pattern SERVICE_LINK = Pattern.compile("MLES_(\\w+_)?"
            + "(SERVICE_HOST=.*|SERVICE_PORT(_\\w+)?=.*|PORT=\\w+://.*|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?=.*)");

    private UnknownVariables() {
    }

    /**
     * {@return the names of those that are not misspelt, in order}
     *
     * @param settings those that there are
     * @throws ConfigException when one is misspelt
     */
    public static List<String> of(Map<String, String> environment, Supplier<List<Setting<?>>> settings) {
        List<String> unknown = among(environment, known(Settings.all()));
        // The other settings are those of front ends, which are looked for where there is something left to find only.
        return unknown.isEmpty() ? unknown : unknown(environment, known(settings.get()));
    }

    private static List<String> unknown(Map<String, String> environment, List<String> known) {
        List<String> unknown = among(environment, known);
        for (String name : unknown) {
            Optional<String> problem = FormerName.present(settingName(name))
                    .map(present -> FormerName.message(name, SettingOptions.variableName(present)))
                    .or(() -> Suggestion.slip(name.toUpperCase(Locale.ROOT), known)
                            .map(meant -> name + " is not a setting; the nearest is " + meant));
            if (problem.isPresent()) {
                throw new ConfigException(problem.get());
            }
        }
        return unknown;
    }

    private static List<String> known(List<Setting<?>> settings) {
        return Stream.concat(WITHOUT_OPTION.stream(), ConfigFile.names(settings).map(SettingOptions::variableName))
                .toList();
    }

    private static List<String> among(Map<String, String> environment, List<String> known) {
        return environment.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(PREFIX) && !entry.getValue().isEmpty())
                .filter(entry -> !known.contains(entry.getKey())
                        && !SERVICE_LINK.matcher(entry.getKey() + "=" + entry.getValue()).matches())
                .map(Map.Entry::getKey).sorted().toList();
    }

    private static String settingName(String variable) {
        return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
