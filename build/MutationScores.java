import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says the score of each package in PIT's reports, and where the mutations are that no test found. */
class MutationScores {
    private static final Pattern MUTATION = Pattern.compile("<mutation detected='(true|false)' status='(\\w+)'.*?"
            + "<mutatedClass>(.*?)</mutatedClass>.*?<lineNumber>(\\d+)</lineNumber>.*?<mutator>(.*?)</mutator>");

    public static void main(String[] files) throws IOException {
        Map<String, int[]> packages = new TreeMap<>();
        List<String> survivors = new ArrayList<>();
        for (String file : files) {
            Matcher each = MUTATION.matcher(Files.readString(Path.of(file)));
            while (each.find()) {
                String type = each.group(3);
                int[] counts = packages.computeIfAbsent(type.substring(0, type.lastIndexOf('.')), name -> new int[2]);
                counts[1]++;
                if (each.group(1).equals("true")) {
                    counts[0]++;
                } else {
                    survivors.add("%s:%s %s %s".formatted(type, each.group(4),
                            each.group(5).replaceFirst(".*\\.", ""), each.group(2).toLowerCase()));
                }
            }
        }
        survivors.stream().sorted().forEach(System.out::println);
        packages.forEach((name, counts) -> System.out.printf("%-24s %d of %d found, %.1f %%%n", name, counts[0],
                counts[1], 100.0 * counts[0] / counts[1]));
    }
}
