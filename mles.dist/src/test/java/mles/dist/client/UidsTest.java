package mles.dist.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class UidsTest {

    @Test
    void loginNameAndEightCharactersThatChange() {
        Set<String> uids = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            String uid = Uids.fresh();
            assertTrue(uid.matches(Pattern.quote(Uids.login(System.getProperty("user.name", ""))) + "-[a-z0-9]{8}"),
                    uid);
            uids.add(uid);
        }
        assertEquals(20, uids.size());
    }

    @Test
    void userWithoutANameHasOne() {
        assertEquals("mles", Uids.login("?"));
        assertEquals("mles", Uids.login(""));
        assertEquals("ann", Uids.login("ann"));
    }
}
