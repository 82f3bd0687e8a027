package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import mles.server.MlesServer;
import org.junit.jupiter.api.Test;

/** What the rooms behind services provide, as modules and on the class path. */
class RoomsTest {

    @Test
    void eachServiceIsDeclaredBothWays() throws IOException {
        List<Module> rooms = ModuleLayer.boot().modules().stream()
                .filter(module -> module.getName().startsWith("mles.") && !provides(module).isEmpty()).toList();
        assertTrue(rooms.stream().anyMatch(room -> room.getName().equals("mles.peer")), "found " + rooms);
        for (Module room : rooms) {
            for (ModuleDescriptor.Provides service : provides(room)) {
                assertEquals(service.providers(), listed(room, service.service()), room.getName());
            }
        }
    }

    @Test
    void theServerUsesWhatTheRoomsProvide() {
        for (Module room : ModuleLayer.boot().modules()) {
            if (room.getName().startsWith("mles.")) {
                provides(room).forEach(service -> assertTrue(
                        MlesServer.class.getModule().getDescriptor().uses().contains(service.service()),
                        service.service()));
            }
        }
    }

    private static List<ModuleDescriptor.Provides> provides(Module module) {
        return List.copyOf(module.getDescriptor().provides());
    }

    private static List<String> listed(Module room, String service) throws IOException {
        try (InputStream in = Objects.requireNonNull(room.getResourceAsStream("META-INF/services/" + service), service);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank()).toList();
        }
    }
}
