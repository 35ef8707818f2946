package io.workbenchx.control.identity;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * With {@code workbenchx.mode=production} nothing starts on a secret that is missing, short or known to everybody. What is made by itself for a
 * workbench on one machine has to be given there: several processes must agree on it, and somebody must hold a copy.
 */
public final class ProductionSecrets {

    private static final int SHORTEST = 12;
    /** Random bytes practically never repeat themselves that much. */
    private static final int FEWEST_DISTINCT_BYTES = 12;

    private static final Set<String> KNOWN = Set.of(
            "password",
            "passw0rd",
            "postgres",
            "postgresql",
            "changeme",
            "change-me",
            "changethis",
            "secret",
            "secretkey",
            "minioadmin",
            "minio123",
            "workbenchx",
            "workbench",
            "temporal",
            "admin",
            "admin123",
            "administrator",
            "test",
            "example",
            "default",
            "wbx_app",
            "wbx_owner");

    private ProductionSecrets() {}

    /**
     * @throws IllegalStateException in production mode, naming everything that has to be set
     */
    public static void check(Environment environment) {
        String mode = environment.getProperty("workbenchx.mode", "development");
        if (mode.equals("development")) {
            return;
        }
        if (!mode.equals("production")) {
            throw new IllegalStateException("workbenchx.mode is production or development, not " + mode);
        }
        List<String> wrong = new ArrayList<>();
        checkMaster(environment.getProperty("workbenchx.secret"), wrong);
        checkSecret(environment, "spring.datasource.password", wrong);
        if (environment.getProperty("spring.flyway.user") != null) {
            checkSecret(environment, "spring.flyway.password", wrong);
        }
        if ("s3".equalsIgnoreCase(environment.getProperty("workbenchx.store.kind"))) {
            checkSecret(environment, "workbenchx.store.s3.secret-key", wrong);
        }
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("In production mode nothing starts with default or missing secrets: "
                    + String.join("; ", wrong) + ". Make them with: openssl rand -hex 32");
        }
    }

    private static void checkMaster(@Nullable String secret, List<String> wrong) {
        if (secret == null || secret.isBlank()) {
            wrong.add("workbenchx.secret (WORKBENCHX_SECRET) is missing");
            return;
        }
        try {
            byte[] bytes = HexFormat.of().parseHex(secret.strip());
            Set<Byte> distinct = new HashSet<>();
            for (byte one : bytes) {
                distinct.add(one);
            }
            if (distinct.size() < FEWEST_DISTINCT_BYTES) {
                wrong.add("workbenchx.secret is not random");
            }
        } catch (IllegalArgumentException noHex) {
            wrong.add("workbenchx.secret is not hexadecimal");
        }
    }

    private static void checkSecret(Environment environment, String name, List<String> wrong) {
        String value = environment.getProperty(name);
        if (value == null || value.isBlank()) {
            wrong.add(name + " is missing");
        } else if (value.length() < SHORTEST
                || KNOWN.contains(value.toLowerCase(Locale.ROOT))
                || value.chars().distinct().count() < 5) {
            wrong.add(name + " is short or known to everybody");
        }
    }
}
