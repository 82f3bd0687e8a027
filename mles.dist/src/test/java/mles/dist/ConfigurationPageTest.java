package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mles.dist.options.CommandOptions;
import mles.dist.server.MachineDefaults;
import mles.dist.server.SettingOptions;
import mles.server.Providers;
import mles.server.config.Setting;
import org.junit.jupiter.api.Test;

/** The page of all settings is made from them; this test says when it is stale, and writes it where that is wanted. */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final String LOG_LEVEL = "log-level";
    private static final String ACCEPT = "mles.api.accept";
    private static final String BEGIN = """
            # Configuration

            Each setting has one name: `history-limit` is `--history-limit` on the command line, `MLES_HISTORY_LIMIT` in the environment and
            `history-limit = 500` in the file that `--config` or `MLES_CONFIG` names. The command line goes before the environment, the
            environment before the file. `mles check-config` prints what holds, in the form of such a file, and refuses what a start would refuse.

                listen = tcp://[::]:8077
                listen = ws://127.0.0.1:8076
                key-file = /etc/mles/key
                history = file:/var/lib/mles
                channel.config.*.history-limit = 1

            `channel.PATTERN.SETTING` sets a value for the channels whose names match; the column "also" marks settings for which that is possible
            with *channel*, and those that a reload takes over with *reload*. Sizes are written `64KiB`, `32MiB`, `1GiB`, times `500ms`, `10s`, `5min`,
            `24h`, `7d`. `off` is no limit. How files are read, reloaded and kept secret stands in [operations.md](operations.md).

            Options that name a file or folder, and `log-level`, are lines and variables as well; `mles server --help` describes them:
            FILES.

            This page is made from the code: run the tests of `mles.dist` with `-Dmles.api.accept=true` after a change of a setting.
            """;

    @Test
    void isMadeFromTheSettings() throws IOException {
        String now = page();
        if (Boolean.getBoolean(ACCEPT)) {
            Files.writeString(PAGE, now);
        }
        assertEquals(Files.readString(PAGE), now, () -> PAGE + " is stale: run this test with -D" + ACCEPT + "=true");
    }

    private static String page() {
        Map<OptionGroup, List<Setting<?>>> groups = Providers.settings(List.of()).stream()
                .collect(Collectors.groupingBy(setting -> OptionGroup.of(SettingOptions.optionName(setting))));
        String files = CommandOptions.IN_FILE.stream().filter(name -> !name.equals(LOG_LEVEL))
                .collect(Collectors.joining("`, `", "`", "`"));
        return BEGIN.replace("FILES", files) + Stream.of(OptionGroup.values()).filter(groups::containsKey)
                .map(group -> "\n## " + group.heading()
                        + "\n\n| setting | default | meaning | value | also |\n|---|---|---|---|---|\n"
                        + groups.getOrDefault(group, List.of()).stream().map(ConfigurationPageTest::row)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining());
    }

    private static String row(Setting<?> setting) {
        String also = Stream.of(setting.isPerChannel() ? "channel" : "",
                setting.isReloadable() ? "reload" : "").filter(word -> !word.isEmpty())
                .collect(Collectors.joining(", "));
        return "| `" + setting.name() + "` | " + fallback(setting) + " | " + cell(setting.description()) + " | "
                + cell(setting.form()) + " | " + also + " |\n";
    }

    private static <T> String fallback(Setting<T> setting) {
        return MachineDefaults.of(setting).orElseGet(() -> {
            String text = setting.print(setting.defaultValue());
            return text.isEmpty() ? "none" : "`" + text + "`";
        });
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
