package io.workbenchx.cli.dataset;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx dataset}. */
@Command(
        description = "Datasets: upload a version, list, show.",
        subcommands = {DatasetListCommand.class, DatasetUploadCommand.class, DatasetShowCommand.class},
        footer = {
            "",
            "Examples:",
            "  wbx dataset upload customers.csv --licence internal",
            "  wbx datasets",
            "  wbx dataset show customers"
        })
public final class DatasetCommand extends CommandGroup {}
