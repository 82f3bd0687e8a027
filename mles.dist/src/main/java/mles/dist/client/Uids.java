package mles.dist.client;

import java.security.SecureRandom;

/** Default uid of a command without {@code --uid}. */
final class Uids {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 8;

    private Uids() {
    }

    /** {@return the login name with a tail that is new in each process: two commands of one user must not collide} */
    static String fresh() {
        SecureRandom random = new SecureRandom();
        StringBuilder uid = new StringBuilder(login(System.getProperty("user.name", ""))).append('-');
        for (int i = 0; i < LENGTH; i++) {
            uid.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return uid.toString();
    }

    /** {@return the login name; for a user without one Java has a question mark} */
    static String login(String name) {
        return name.isBlank() || name.equals("?") ? "mles" : name;
    }
}
