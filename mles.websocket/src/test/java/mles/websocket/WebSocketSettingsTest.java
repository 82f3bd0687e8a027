package mles.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import mles.server.config.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketSettingsTest {

    @Test
    void allAreListedOnceUnderTheirOwnNames() throws IllegalAccessException {
        Set<Object> fields = new HashSet<>();
        for (Field field : WebSocketSettings.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof Setting<?> setting) {
                assertEquals(field.getName().toLowerCase(Locale.ROOT).replace('_', '-'), setting.name());
                fields.add(setting);
            }
        }
        assertEquals(fields, new HashSet<>(WebSocketSettings.all()));
        assertEquals(WebSocketSettings.all(), new WebSocketProvider().settings());
    }

    @ParameterizedTest
    @CsvSource({"ws-auth, none", "origins, same-host", "ws-page, on", "ws-ping, 12s", "ws-timeout, 36s",
            "ws-max-channels, 64", "ws-controls-per-second, 1000"})
    void defaults(String name, String text) {
        Setting<?> setting = WebSocketSettings.all().stream().filter(each -> each.name().equals(name)).findAny()
                .orElseThrow();
        assertEquals(setting.parse(text), setting.defaultValue());
    }
}
