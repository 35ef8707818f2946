package io.workbenchx.standalone.postgres;

import io.workbenchx.standalone.host.HostException;
import io.workbenchx.standalone.host.Programs;
import io.workbenchx.standalone.host.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Where PostgreSQL keeps its files. It appears complete or not at all, and nothing here ever deletes a complete one. */
record DataDirectory(Path path, ServerAccount account) {

    /** The superuser; only the launcher knows its password. */
    static final String SUPERUSER = "postgres";

    /** Collation by code point from PostgreSQL itself, so that an upgrade of the host's libc cannot corrupt an index. */
    private static final List<String> SETTINGS = List.of(
            "--username=" + SUPERUSER,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions");

    static DataDirectory in(Path directory) throws IOException {
        Path path = directory.resolve("data");
        return new DataDirectory(path, ServerAccount.choose(directory, path));
    }

    /** Creates the cluster on first use, in a directory of its own that is renamed when it is complete. */
    void initialise(PostgresBinaries binaries, Secrets secrets) throws IOException {
        if (Files.exists(path)) {
            return;
        }
        Path staging = Files.createTempDirectory(path.getParent(), "initialising-");
        try {
            Path password = staging.resolve("password");
            Files.writeString(password, secrets.get("postgres-superuser"));
            account.beforeInit(staging);
            Path fresh = staging.resolve("data");
            List<String> command = new ArrayList<>(account.initPrefix());
            command.add(binaries.initdb().toString());
            command.addAll(List.of("--pgdata=" + fresh, "--pwfile=" + password));
            command.addAll(SETTINGS);
            Programs.Answer answer = Programs.run(command, PostgresServer.environment(), Duration.ofMinutes(2));
            if (!answer.ok()) {
                throw new HostException("initdb could not create the database in " + path + ": " + answer.output());
            }
            account.afterInit(fresh);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            PostgresBinaries.deleteTree(staging);
        }
    }

    /** The pid that PostgreSQL itself wrote down, whether or not that process still lives. */
    static OptionalLong recordedPid(Path directory) throws IOException {
        Path file = directory.resolve("data/postmaster.pid");
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty() || !lines.get(0).strip().matches("[0-9]{1,10}")
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(lines.get(0).strip()));
    }

    /** The major version the files were made by. */
    String version() throws IOException {
        return Files.readString(path.resolve("PG_VERSION")).strip();
    }
}
