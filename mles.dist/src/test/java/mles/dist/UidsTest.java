package mles.dist;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class UidsTest {

    @Test
    void loginNameAndFourCharactersThatChange() {
        Set<String> uids = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            String uid = Uids.fresh();
            assertTrue(uid.matches(Pattern.quote(System.getProperty("user.name", "mles")) + "-[a-z0-9]{4}"), uid);
            uids.add(uid);
        }
        assertNotEquals(1, uids.size());
    }
}
