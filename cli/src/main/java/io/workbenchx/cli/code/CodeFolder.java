package io.workbenchx.cli.code;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.shell.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A folder on this machine whose files become the project's present commit. */
public record CodeFolder(Path folder) {

    /** Made by machines, for machines: never source code. */
    private static final Set<String> LEFT_OUT = Set.of(".git", "__pycache__", ".venv", ".pytest_cache", ".DS_Store");

    public CodeFolder {
        if (!Files.isDirectory(folder)) {
            throw new UsageException("There is no folder " + folder + ". Check the path.");
        }
    }

    /** Sends all files; returns the commit. */
    public String push(Api api, String project, String message) {
        try {
            var archive = Files.createTempFile("code", ".zip");
            try {
                pack(archive);
                var commit = api.upload(ApiPath.project(project, "code").query("message", message), archive);
                return Json.text(commit, "sha");
            } finally {
                Files.delete(archive);
            }
        } catch (IOException e) {
            throw new CommandException("The files of " + folder + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private void pack(Path archive) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (var file : files()) {
                zip.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(this::wanted)
                    .sorted()
                    .toList();
        }
    }

    private boolean wanted(Path file) {
        for (var name : folder.relativize(file)) {
            if (LEFT_OUT.contains(name.toString())) {
                return false;
            }
        }
        return true;
    }
}
