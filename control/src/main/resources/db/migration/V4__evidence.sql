-- Evidence that outlives the engine: which histories of a run are in the object store (GOV-9). runs.history_sha256 names the
-- one of the run's own workflow; a service has one per child as well.

create table ops.run_histories (
  run_id        uuid not null references ops.runs,
  project_id    uuid not null references ops.projects,
  workflow_id   text not null,
  engine_run_id text not null,
  sha256        text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes         bigint not null,
  archived_at   timestamptz not null default now(),
  primary key (run_id, workflow_id, engine_run_id)
);
comment on table ops.run_histories is 'Temporal histories as JSON on one line, content-addressed';

grant select, insert on ops.run_histories to ${app_role};
