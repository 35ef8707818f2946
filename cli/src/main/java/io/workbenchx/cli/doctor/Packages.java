package io.workbenchx.cli.doctor;

import java.util.List;

/** What something is called by each package manager; an empty list where it has it not. */
record Packages(List<String> apt, List<String> dnf, List<String> apk, List<String> brew) {

    static Packages everywhere(String name) {
        return new Packages(List.of(name), List.of(name), List.of(name), List.of(name));
    }
}
