package io.workbenchx.cli;

import io.workbenchx.cli.app.AppCommand;
import io.workbenchx.cli.approval.ApprovalCommand;
import io.workbenchx.cli.approval.ApprovalListCommand;
import io.workbenchx.cli.audit.AuditCommand;
import io.workbenchx.cli.code.CodeCommand;
import io.workbenchx.cli.cost.CostCommand;
import io.workbenchx.cli.dataset.DatasetCommand;
import io.workbenchx.cli.dataset.DatasetListCommand;
import io.workbenchx.cli.demo.DemoCommand;
import io.workbenchx.cli.deployment.DeployCommand;
import io.workbenchx.cli.deployment.EndpointsCommand;
import io.workbenchx.cli.deployment.PredictCommand;
import io.workbenchx.cli.doctor.DoctorCommand;
import io.workbenchx.cli.evidence.EvidenceCommand;
import io.workbenchx.cli.identity.KeyCommand;
import io.workbenchx.cli.identity.LoginCommand;
import io.workbenchx.cli.identity.LogoutCommand;
import io.workbenchx.cli.identity.ServiceAccountCommand;
import io.workbenchx.cli.identity.UserCommand;
import io.workbenchx.cli.identity.WhoamiCommand;
import io.workbenchx.cli.local.DownCommand;
import io.workbenchx.cli.local.ResetCommand;
import io.workbenchx.cli.local.StatusCommand;
import io.workbenchx.cli.local.UpCommand;
import io.workbenchx.cli.model.ModelsCommand;
import io.workbenchx.cli.model.PromoteCommand;
import io.workbenchx.cli.policy.PolicyCommand;
import io.workbenchx.cli.project.MemberCommand;
import io.workbenchx.cli.project.ProjectCommand;
import io.workbenchx.cli.project.ProjectListCommand;
import io.workbenchx.cli.run.CancelCommand;
import io.workbenchx.cli.run.CompareCommand;
import io.workbenchx.cli.run.EventsCommand;
import io.workbenchx.cli.run.LogsCommand;
import io.workbenchx.cli.run.ReproduceCommand;
import io.workbenchx.cli.run.RunCommand;
import io.workbenchx.cli.run.RunsCommand;
import io.workbenchx.cli.runtime.RuntimeCommand;
import io.workbenchx.cli.runtime.RuntimeListCommand;
import io.workbenchx.cli.schedule.ScheduleCommand;
import io.workbenchx.cli.schedule.ScheduleListCommand;
import io.workbenchx.cli.secret.SecretCommand;
import io.workbenchx.cli.session.SessionCommand;
import io.workbenchx.cli.site.SiteCommand;
import io.workbenchx.cli.site.SiteListCommand;
import io.workbenchx.cli.storage.StorageCommand;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every command by the word that calls it, in the order in which help shows them. */
final class Commands {

    /** Writes a script about all other commands. */
    static final String NEEDS_ALL = "completion";

    private Commands() {}

    static Map<String, Class<?>> all() {
        var commands = new LinkedHashMap<String, Class<?>>();
        commands.put("demo", DemoCommand.class);
        commands.put("up", UpCommand.class);
        commands.put("down", DownCommand.class);
        commands.put("status", StatusCommand.class);
        commands.put("doctor", DoctorCommand.class);
        commands.put("reset", ResetCommand.class);
        commands.put("login", LoginCommand.class);
        commands.put("logout", LogoutCommand.class);
        commands.put("whoami", WhoamiCommand.class);
        commands.put("user", UserCommand.class);
        commands.put("service-account", ServiceAccountCommand.class);
        commands.put("key", KeyCommand.class);
        commands.put("member", MemberCommand.class);
        commands.put("project", ProjectCommand.class);
        commands.put("projects", ProjectListCommand.class);
        commands.put("dataset", DatasetCommand.class);
        commands.put("datasets", DatasetListCommand.class);
        commands.put("runtime", RuntimeCommand.class);
        commands.put("runtimes", RuntimeListCommand.class);
        commands.put("secret", SecretCommand.class);
        commands.put("run", RunCommand.class);
        commands.put("runs", RunsCommand.class);
        commands.put("logs", LogsCommand.class);
        commands.put("events", EventsCommand.class);
        commands.put("cancel", CancelCommand.class);
        commands.put("compare", CompareCommand.class);
        commands.put("reproduce", ReproduceCommand.class);
        commands.put("promote", PromoteCommand.class);
        commands.put("models", ModelsCommand.class);
        commands.put("deploy", DeployCommand.class);
        commands.put("endpoints", EndpointsCommand.class);
        commands.put("predict", PredictCommand.class);
        commands.put("code", CodeCommand.class);
        commands.put("app", AppCommand.class);
        commands.put("session", SessionCommand.class);
        commands.put("site", SiteCommand.class);
        commands.put("sites", SiteListCommand.class);
        commands.put("schedule", ScheduleCommand.class);
        commands.put("schedules", ScheduleListCommand.class);
        commands.put("policy", PolicyCommand.class);
        commands.put("approval", ApprovalCommand.class);
        commands.put("approvals", ApprovalListCommand.class);
        commands.put("evidence", EvidenceCommand.class);
        commands.put("audit", AuditCommand.class);
        commands.put("cost", CostCommand.class);
        commands.put("storage", StorageCommand.class);
        commands.put(NEEDS_ALL, CompletionCommand.class);
        return Collections.unmodifiableMap(commands);
    }
}
