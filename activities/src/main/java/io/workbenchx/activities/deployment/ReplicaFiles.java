package io.workbenchx.activities.deployment;

import io.workbenchx.activities.replica.SharedFolders;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.providers.home.WorkbenchHome;
import io.workbenchx.workflows.deployment.DeploymentSpec;
import io.workbenchx.workflows.deployment.DeploymentSpec.ModelFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What a replica reads on its host: the serving script of this build, and the model's files, each proven by its digest before every start. */
@Component
class ReplicaFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaFiles.class);
    private static final List<String> SCRIPTS =
            List.of("oip_server.py", "oip_request.py", "oip_tensors.py", "oip_model.py");

    private final ArtifactService artifacts;
    private final SharedFolders models;
    private final SharedFolders scripts;

    ReplicaFiles(ArtifactService artifacts, WorkbenchHome home) {
        this.artifacts = artifacts;
        this.models = new SharedFolders(home, "models");
        this.scripts = new SharedFolders(home, "serving");
    }

    /** Folder with the serving script. */
    Path script() {
        MessageDigest digest = sha256();
        SCRIPTS.forEach(name -> digest.update(resource(name)));
        return scripts.provide(HexFormat.of().formatHex(digest.digest()), folder -> {
            for (String name : SCRIPTS) {
                folder.put(name, new ByteArrayInputStream(resource(name)));
            }
        });
    }

    /**
     * Folder with the model's files.
     *
     * @throws io.workbenchx.workflows.run.WorkbenchException INTEGRITY when the object store has other bytes than those recorded
     */
    Path model(DeploymentSpec spec) {
        if (!intact(provide(spec), spec)) {
            LOG.warn(
                    "The copy of model {} version {} on this host was altered; it is made anew",
                    spec.model(),
                    spec.version());
            models.discard(spec.modelDigest());
        }
        return provide(spec);
    }

    private Path provide(DeploymentSpec spec) {
        return models.provide(spec.modelDigest(), folder -> {
            for (ModelFile file : spec.files()) {
                String what = "The file " + file.path() + " of " + spec.model() + " version " + spec.version();
                try (InputStream content = artifacts.open(file.sha256(), what)) {
                    folder.put(file.path(), content);
                }
            }
        });
    }

    private static boolean intact(Path folder, DeploymentSpec spec) {
        for (ModelFile file : spec.files()) {
            Path path = folder.resolve(file.path());
            if (!Files.isRegularFile(path) || !digest(path).equals(file.sha256())) {
                return false;
            }
        }
        return true;
    }

    private static String digest(Path file) {
        MessageDigest digest = sha256();
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), digest)) {
            content.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream content = ReplicaFiles.class.getResourceAsStream("serving/" + name)) {
            if (content == null) {
                throw new IllegalStateException("The resource serving/" + name + " is missing from this build");
            }
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
