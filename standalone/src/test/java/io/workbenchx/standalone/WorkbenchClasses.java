package io.workbenchx.standalone;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.Locations;
import com.tngtech.archunit.junit.LocationProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The classes of every module, tests left out: what this module depends on, and the command line, which it does not. */
public final class WorkbenchClasses implements LocationProvider {

    @Override
    public Set<Location> get(Class<?> test) {
        Set<Location> locations = new HashSet<>();
        for (Location location : Locations.ofPackage("io.workbenchx")) {
            if (!location.contains("/test-classes/") && !location.contains("-tests.jar")) {
                locations.add(location);
            }
        }
        Path cli = Path.of("..", "cli", "target", "classes").toAbsolutePath().normalize();
        if (Files.isDirectory(cli)) {
            locations.add(Location.of(cli));
        }
        return locations;
    }
}
