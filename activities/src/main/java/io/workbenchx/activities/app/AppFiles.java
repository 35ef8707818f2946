package io.workbenchx.activities.app;

import io.workbenchx.activities.replica.SharedFolders;
import io.workbenchx.control.code.CodeService;
import io.workbenchx.providers.home.WorkbenchHome;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.workflows.app.AppSpec;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.springframework.stereotype.Component;

/** What an app reads on its host: its commit, checked out once for all replicas, and the relay of apps that listen on a port. */
@Component
class AppFiles {

    static final String RELAY = "relay.py";

    private final CodeService code;
    private final SharedFolders commits;
    private final SharedFolders relays;

    AppFiles(CodeService code, WorkbenchHome home) {
        this.code = code;
        this.commits = new SharedFolders(home, "commits");
        this.relays = new SharedFolders(home, "relay");
    }

    /**
     * The app's folder of its commit. Commits are of a project: the same one in two projects is kept twice.
     *
     * @throws WorkbenchException CODE_NOT_FOUND when the commit has no such folder
     */
    Path code(RunContext run, AppSpec spec) {
        Path root = commits.provide(
                run.projectId() + "-" + spec.code(),
                folder -> code.checkout(run.projectId(), spec.code(), folder.inside("files")));
        Path folder = root.resolve("files").resolve(spec.folder()).normalize();
        if (!Files.isDirectory(folder)) {
            throw new WorkbenchException(
                    FailureCode.CODE_NOT_FOUND,
                    "There is no folder " + spec.folder() + " in commit " + spec.code() + ".");
        }
        return folder;
    }

    /** Folder with the script that stands between the app's port and its socket. */
    Path relay() {
        byte[] script = script();
        return relays.provide(sha256(script), folder -> folder.put(RELAY, new ByteArrayInputStream(script)));
    }

    private static byte[] script() {
        try (InputStream content = Runner.class.getResourceAsStream(RELAY)) {
            if (content == null) {
                throw new IllegalStateException("The resource " + RELAY + " is missing from this build");
            }
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
