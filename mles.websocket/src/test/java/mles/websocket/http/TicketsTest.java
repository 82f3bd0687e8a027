package mles.websocket.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TicketsTest {
    private long now;

    @Test
    void aTicketIsGoodForATime() {
        Tickets tickets = new Tickets(10, 100, () -> now);
        String ticket = tickets.issue("secret");
        now = 99;
        assertEquals(Optional.of("secret"), tickets.secret(ticket));
        now = 100;
        assertEquals(Optional.empty(), tickets.secret(ticket));
        tickets.issue("secret");
        assertEquals(1, tickets.size());
    }

    @Test
    void theOldestTicketsMakeRoom() {
        Tickets tickets = new Tickets(3, 100, () -> now);
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            all.add(tickets.issue("secret" + i));
            assertTrue(tickets.size() <= 3);
        }
        assertEquals(1000, all.size());
        assertEquals(3, all.stream().filter(each -> tickets.secret(each).isPresent()).count());
        assertFalse(all.toString().contains("secret"));
    }
}
