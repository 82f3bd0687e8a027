package mles.server.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import mles.server.config.ServerConfig;
import mles.server.config.Setting;

/** Effective configuration as JSON. Of secrets it tells whether they are set. */
public final class ConfigPage {
    private ConfigPage() {
    }

    /** {@return the values of {@code settings} in {@code config}} */
    public static HttpResult of(ServerConfig config, List<Setting<?>> settings) {
        return Json.of(out -> {
            Json.array(out, "settings", settings, (setting, fields) -> write(config, setting, fields));
            Json.array(out, "channelSettings", config.channelSettings().entrySet(), ConfigPage::write);
            Json.object(out, "secrets", secrets -> {
                secrets.writeBooleanField("key", config.credentials().hasSecret());
                secrets.writeNumberField("keyRing", config.keyRing().size());
                secrets.writeBooleanField("browserToken", config.hasBrowserToken());
                secrets.writeBooleanField("adminToken", config.hasAdminToken());
                secrets.writeBooleanField("tls", config.tls() != null);
            });
        });
    }

    private static <T> void write(ServerConfig config, Setting<T> setting, JsonGenerator out) throws IOException {
        out.writeStringField("name", setting.name());
        out.writeStringField("value", masked(setting.print(config.get(setting))));
        out.writeBooleanField("set", config.isSet(setting));
        out.writeStringField("description", setting.description());
    }

    private static void write(Map.Entry<String, String> setting, JsonGenerator out) throws IOException {
        out.writeStringField("name", setting.getKey());
        out.writeStringField("value", setting.getValue());
    }

    /** An address may hold a user and a password, wherever one is dialled. */
    private static String masked(String value) {
        return value.replaceAll("://[^/\\s]*@", "://***@");
    }
}
