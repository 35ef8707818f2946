package io.workbenchx.cli.client;

import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code wbx login} remembers, in {@code ~/.config/wbx/config.json} or the file named by {@code WBX_CONFIG}. It holds an API key or
 * the tokens of a sign-in, therefore only its owner may read it.
 */
public record CliConfig(
        Path file,
        @Nullable String url,
        @Nullable String apiKey,
        @Nullable String project,
        @Nullable Tokens tokens) {

    /** Reads the file; nothing is remembered when there is none. */
    public static CliConfig load(Shell shell) {
        var file = location(shell);
        if (!Files.isRegularFile(file)) {
            return new CliConfig(file, null, null, null, null);
        }
        try {
            var json = Json.parse(Files.readString(file));
            return new CliConfig(
                    file,
                    Json.textOrNull(json, "url"),
                    Json.textOrNull(json, "apiKey"),
                    Json.textOrNull(json, "project"),
                    Tokens.stored(json));
        } catch (IOException | JacksonException e) {
            throw new CommandException("The configuration " + file + " cannot be read (" + e.getMessage()
                    + "). Correct or delete it, then sign in again: wbx login");
        }
    }

    /** Where the configuration is, whether it exists or not. */
    public static Path location(Shell shell) {
        var named = shell.variable("WBX_CONFIG");
        if (named != null) {
            return Path.of(named);
        }
        var xdg = shell.variable("XDG_CONFIG_HOME");
        var base = xdg == null ? shell.userHome().resolve(".config") : Path.of(xdg);
        return base.resolve("wbx").resolve("config.json");
    }

    /** The workbench's public evidence key, kept beside the configuration so that bundles are verified offline. */
    public Path evidenceKey() {
        return file.resolveSibling("evidence.pub");
    }

    public CliConfig with(String newUrl, String newApiKey, @Nullable String newProject) {
        return new CliConfig(file, newUrl, newApiKey, newProject, null);
    }

    /** The same with tokens instead of a key. */
    public CliConfig signedIn(String newUrl, Tokens newTokens, @Nullable String newProject) {
        return new CliConfig(file, newUrl, null, newProject, newTokens);
    }

    /** The same without any credential. */
    public CliConfig signedOut() {
        return new CliConfig(file, url, null, project, null);
    }

    /** Writes the file (0600) by renaming, so that a reader never sees half of it. */
    public void save() {
        ObjectNode json = Json.object();
        put(json, "url", url);
        put(json, "apiKey", apiKey);
        put(json, "project", project);
        if (tokens != null) {
            json.set("signIn", tokens.json());
        }
        write(file, Json.pretty(json) + "\n");
    }

    /** Writes a file that only its owner may read. */
    public static void write(Path file, String content) {
        var directory = file.toAbsolutePath().normalize().resolveSibling("");
        Path temporary = null;
        try {
            Files.createDirectories(directory);
            temporary = Files.createTempFile(directory, ".wbx", ".tmp", ownerOnly(directory));
            Files.writeString(temporary, content);
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(temporary);
            throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void delete(@Nullable Path temporary) {
        if (temporary != null) {
            temporary.toFile().delete();
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
