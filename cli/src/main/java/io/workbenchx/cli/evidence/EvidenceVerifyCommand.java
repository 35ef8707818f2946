package io.workbenchx.cli.evidence;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wbx evidence verify FILE}: says VALID with what the bundle proves, or INVALID naming the first altered record. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Verify an evidence bundle offline: signature, digests, hash chain.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:the bundle is valid",
            "1:the bundle was altered",
            "2:a file is missing or not what it should be"
        })
public final class EvidenceVerifyCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The bundle, as GET …/runs/{id}/evidence gave it.")
    private @Nullable Path file;

    @Option(
            names = "--key",
            paramLabel = "PEM",
            description =
                    "Public key of the workbench that signed; default: evidence.pub in wbx's configuration directory.")
    private @Nullable Path key;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        CommandSpec command = Objects.requireNonNull(spec, "set by picocli");
        PrintWriter out = command.commandLine().getOut();
        Path bundle = readable(command, Objects.requireNonNull(file, "required parameter"), "bundle");
        TrustedKey trusted = trustedKey(command);
        try {
            BundleSummary summary = new BundleVerifier(trusted).verify(bundle);
            if (json) {
                out.println(Statement.JSON.writeValueAsString(new Valid(true, summary)));
            } else {
                summary.lines().forEach(out::println);
            }
            return 0;
        } catch (AlteredException altered) {
            if (json) {
                out.println(Statement.JSON.writeValueAsString(invalid(altered)));
            } else {
                out.println("INVALID  first altered record: " + BundleSummary.printable(altered.record()));
                out.println("  " + BundleSummary.printable(altered.reason()));
            }
            return 1;
        } finally {
            out.flush();
        }
    }

    private record Valid(boolean valid, BundleSummary evidence) {}

    private static Map<String, Object> invalid(AlteredException altered) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("valid", false);
        answer.put("record", altered.record());
        answer.put("reason", altered.reason());
        return answer;
    }

    private TrustedKey trustedKey(CommandSpec command) throws IOException {
        Path pem = key != null ? key : EvidenceKeyFile.path(System.getenv(), System.getProperty("user.home"));
        try {
            return TrustedKey.read(readable(command, pem, "public key (give it with --key)"));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static Path readable(CommandSpec command, Path path, String what) {
        if (!Files.isReadable(path)) {
            throw new ParameterException(command.commandLine(), "There is no readable " + what + " at " + path + ".");
        }
        return path;
    }
}
