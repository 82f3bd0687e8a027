package mles.server;

import mles.server.config.Setting;

/**
 * Something that can be chosen by its name.
 *
 * @param setting what asks for it
 * @param name    its name, as the setting has it
 * @param module  where it comes from
 */
public record ProviderInfo(Setting<?> setting, String name, Module module) {
}
