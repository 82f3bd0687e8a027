package mles.dist.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Circles of packages, with the arrows between classes that make them. */
final class PackageCircles {
    /** By package, by package it uses: the arrows. */
    private final Map<String, Map<String, List<String>>> arrows = new TreeMap<>();

    private PackageCircles(ClassGraph classes) {
        classes.uses().forEach((user, used) -> used.forEach(name -> add(user, name)));
    }

    /** {@return one text for each circle: its packages, then each arrow that runs inside it} */
    static List<String> of(ClassGraph classes) {
        return new PackageCircles(classes).find();
    }

    private void add(String user, String used) {
        String from = packageOf(user);
        String to = packageOf(used);
        if (!from.equals(to)) {
            arrows.computeIfAbsent(from, name -> new TreeMap<>()).computeIfAbsent(to, name -> new ArrayList<>())
                    .add(user + " -> " + used);
        }
    }

    private List<String> find() {
        List<String> circles = new ArrayList<>();
        Set<String> told = new TreeSet<>();
        for (String name : arrows.keySet()) {
            Set<String> circle = circleOf(name);
            if (!circle.isEmpty() && told.addAll(circle)) {
                circles.add(describe(circle));
            }
        }
        return circles;
    }

    /** {@return the packages that this one reaches and that reach it, itself among them; empty without a circle} */
    private Set<String> circleOf(String name) {
        Set<String> circle = reachable(name);
        circle.removeIf(other -> !reachable(other).contains(name));
        return circle;
    }

    private Set<String> reachable(String name) {
        Set<String> reached = new TreeSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(name));
        while (!next.isEmpty()) {
            for (String used : arrows.getOrDefault(next.remove(), Map.of()).keySet()) {
                if (reached.add(used)) {
                    next.add(used);
                }
            }
        }
        return reached;
    }

    private String describe(Set<String> circle) {
        StringBuilder text = new StringBuilder("circle of " + String.join(", ", circle));
        arrows.forEach((from, uses) -> uses.forEach((to, between) -> {
            if (circle.contains(from) && circle.contains(to)) {
                between.forEach(arrow -> text.append("\n  ").append(arrow));
            }
        }));
        return text.toString();
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }
}
