package mles.dist;

import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Shells for which there is a completion script. */
enum Shell {
    /** Bash; zsh reads the same script by {@code bashcompinit}. */
    BASH,
    /** Zsh, with descriptions. */
    ZSH,
    /** Fish, with descriptions. */
    FISH;

    /** {@return the script for a command and all below it} */
    String script(CommandLine line) {
        return switch (this) {
            case BASH -> AutoComplete.bash(line.getCommandName(), line);
            case ZSH -> new ZshCompletion().of(line);
            case FISH -> new FishCompletion().of(line);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
