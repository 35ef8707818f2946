-- Experiments and models: what runs logged, and what became of it. The shapes follow the MLflow protocol, which writes here;
-- identity, state and cost of a run stay in ops.runs. Times named *_ms are the client's own milliseconds since 1970, as the
-- protocol carries them; times named *_at are ours.

create table ops.experiments (
  project_id uuid not null references ops.projects,
  id         text not null check (id ~ '^[a-zA-Z0-9][A-Za-z0-9_-]{0,63}$'),
  name       text not null check (length(name) between 1 and 500),
  lifecycle  text not null default 'active' check (lifecycle in ('active', 'deleted')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (project_id, id),
  unique (project_id, name)
);
comment on column ops.experiments.id is 'unique within the project; "0" is the experiment of runs that name none';

create table ops.experiment_tags (
  project_id    uuid not null references ops.projects,
  experiment_id text not null,
  key           text not null,
  value         text not null,
  primary key (project_id, experiment_id, key),
  foreign key (project_id, experiment_id) references ops.experiments
);

create table ops.experiment_runs (
  run_id        uuid primary key references ops.runs,
  project_id    uuid not null references ops.projects,
  experiment_id text not null,
  name          text not null,
  status        text not null default 'RUNNING' check (status in ('RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED')),
  user_name     text not null default '',
  start_ms      bigint not null,
  end_ms        bigint,
  lifecycle     text not null default 'active' check (lifecycle in ('active', 'deleted')),
  foreign key (project_id, experiment_id) references ops.experiments
);
create index on ops.experiment_runs (project_id, experiment_id, start_ms desc, run_id);
comment on table ops.experiment_runs is 'A run as its MLflow client sees it. The artifact root follows from experiment and run.';
comment on column ops.experiment_runs.status is 'what the client said; the truth about the run is ops.runs.state';

-- The client's word counts until the run has ended; then the run's own state does. A run that is only tracked may be taken up
-- again by its client after its end, and is believed, unless it vanished without a word.
create view ops.tracked_runs with (security_invoker = true) as
select t.run_id, t.project_id, t.experiment_id, t.name,
  case when x.finished_at is null or (x.kind = 'tracking' and (t.status not in ('RUNNING', 'SCHEDULED') or t.end_ms is not null)) then t.status
    when x.state = 'SUCCEEDED' then 'FINISHED' when x.state = 'CANCELLED' then 'KILLED' else 'FAILED' end as status,
  t.user_name, t.start_ms, coalesce(t.end_ms, (extract(epoch from x.finished_at) * 1000)::bigint) as end_ms, t.lifecycle,
  x.kind, x.state, x.finished_at is not null as ended
from ops.experiment_runs t join ops.runs x on x.id = t.run_id;

create table ops.run_params (
  run_id     uuid not null references ops.experiment_runs,
  key        text not null,
  value      text not null,
  project_id uuid not null references ops.projects,
  primary key (run_id, key)
);

-- A repeated call must not add a point: the whole point is the key, as in MLflow.
create table ops.run_metrics (
  run_id       uuid not null references ops.experiment_runs,
  key          text not null,
  timestamp_ms bigint not null,
  step         bigint not null default 0,
  value        double precision not null,
  is_nan       boolean not null default false,
  project_id   uuid not null references ops.projects,
  primary key (run_id, key, timestamp_ms, step, value, is_nan)
);
comment on column ops.run_metrics.is_nan is 'not a number; value is 0 then. Infinities are kept as the largest finite double';

create table ops.run_latest_metrics (
  run_id       uuid not null references ops.experiment_runs,
  key          text not null,
  value        double precision not null,
  timestamp_ms bigint not null,
  step         bigint not null,
  is_nan       boolean not null,
  project_id   uuid not null references ops.projects,
  primary key (run_id, key)
);
comment on table ops.run_latest_metrics is 'of each metric the point with the highest step, then time, then value: what a search compares';

create table ops.run_tags (
  run_id     uuid not null references ops.experiment_runs,
  key        text not null,
  value      text not null,
  project_id uuid not null references ops.projects,
  primary key (run_id, key)
);

create table ops.run_inputs (
  run_id      uuid not null references ops.experiment_runs,
  name        text not null,
  digest      text not null,
  source_type text not null default '',
  source      text not null default '',
  schema      text,
  profile     text,
  tags        jsonb not null default '{}',
  project_id  uuid not null references ops.projects,
  primary key (run_id, name, digest)
);
comment on table ops.run_inputs is 'datasets as the client described them; what was really bound to the run stands in its spec';

create table ops.logged_models (
  id             text primary key check (id ~ '^m-[0-9a-f]{32}$'),
  project_id     uuid not null references ops.projects,
  experiment_id  text not null,
  run_id         uuid references ops.experiment_runs,
  name           text not null,
  model_type     text,
  status         text not null default 'PENDING' check (status in ('PENDING', 'READY', 'UPLOAD_FAILED')),
  status_message text,
  created_by     uuid references ops.users,
  created_at     timestamptz not null default clock_timestamp(),
  updated_at     timestamptz not null default clock_timestamp(),
  deleted_at     timestamptz,
  unique (project_id, id),
  foreign key (project_id, experiment_id) references ops.experiments
);
create index on ops.logged_models (project_id, experiment_id, created_at desc);
create index on ops.logged_models (run_id);

create table ops.logged_model_params (
  model_id   text not null references ops.logged_models,
  key        text not null,
  value      text not null,
  project_id uuid not null references ops.projects,
  primary key (model_id, key)
);

create table ops.logged_model_tags (
  model_id   text not null references ops.logged_models,
  key        text not null,
  value      text not null,
  project_id uuid not null references ops.projects,
  primary key (model_id, key)
);

create table ops.logged_model_metrics (
  model_id       text not null references ops.logged_models,
  key            text not null,
  timestamp_ms   bigint not null,
  step           bigint not null default 0,
  run_id         uuid not null references ops.experiment_runs,
  value          double precision not null,
  is_nan         boolean not null default false,
  dataset_name   text,
  dataset_digest text,
  project_id     uuid not null references ops.projects,
  primary key (model_id, key, timestamp_ms, step, run_id)
);
comment on table ops.logged_model_metrics is 'points of runs that were said of a model';

create table ops.run_models (
  run_id     uuid not null references ops.experiment_runs,
  model_id   text not null references ops.logged_models,
  direction  text not null check (direction in ('INPUT', 'OUTPUT')),
  step       bigint not null default 0,
  project_id uuid not null references ops.projects,
  primary key (run_id, model_id, direction)
);
comment on table ops.run_models is 'which logged models a run read or wrote';

create table ops.models (
  project_id   uuid not null references ops.projects,
  name         text not null check (length(name) between 1 and 256),
  description  text not null default '',
  last_version integer not null default 0,
  created_by   uuid references ops.users,
  created_by_run uuid references ops.runs,
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default clock_timestamp(),
  deleted_at   timestamptz,
  primary key (project_id, name)
);
comment on column ops.models.last_version is 'version numbers are given once, also when versions or the model are deleted';

create table ops.model_versions (
  project_id     uuid not null references ops.projects,
  name           text not null,
  version        integer not null check (version > 0),
  run_id         uuid references ops.runs,
  model_id       text references ops.logged_models,
  source         text not null default '',
  state          text not null default 'READY' check (state in ('PENDING', 'READY', 'FAILED')),
  digest         text not null check (digest ~ '^[0-9a-f]{64}$'),
  stage          text not null default 'None' check (stage in ('None', 'Staging', 'Production', 'Archived')),
  description    text not null default '',
  created_by     uuid references ops.users,
  created_at     timestamptz not null default clock_timestamp(),
  updated_at     timestamptz not null default clock_timestamp(),
  promoted_at    timestamptz,
  promoted_by    uuid references ops.users,
  deleted_at     timestamptz,
  primary key (project_id, name, version),
  foreign key (project_id, name) references ops.models
);
create index on ops.model_versions (run_id);
create index on ops.model_versions (model_id);
comment on column ops.model_versions.digest is 'sha256 over the lines "<path> <sha256>\n" of its artifacts, sorted by path';
comment on column ops.model_versions.promoted_at is 'set when the run had succeeded with complete lineage; a client''s own registration leaves it empty';

create table ops.model_version_artifacts (
  project_id uuid not null,
  name       text not null,
  version    integer not null,
  path       text not null,
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes      bigint not null,
  media_type text not null,
  primary key (project_id, name, version, path),
  foreign key (project_id, name, version) references ops.model_versions
);
comment on table ops.model_version_artifacts is 'what the version is, by content: fixed at registration whatever happens to the logged model';

create table ops.model_tags (
  project_id uuid not null,
  name       text not null,
  key        text not null,
  value      text not null,
  primary key (project_id, name, key),
  foreign key (project_id, name) references ops.models
);

create table ops.model_version_tags (
  project_id uuid not null,
  name       text not null,
  version    integer not null,
  key        text not null,
  value      text not null,
  primary key (project_id, name, version, key),
  foreign key (project_id, name, version) references ops.model_versions
);

create table ops.model_aliases (
  project_id uuid not null,
  name       text not null,
  alias      text not null,
  version    integer not null,
  primary key (project_id, name, alias),
  foreign key (project_id, name, version) references ops.model_versions
);

grant select, insert on ops.experiments, ops.experiment_runs, ops.run_params, ops.run_metrics, ops.run_inputs, ops.logged_models,
  ops.logged_model_params, ops.logged_model_metrics, ops.run_models, ops.models, ops.model_versions, ops.model_version_artifacts to ${app_role};
grant select, insert, update on ops.run_latest_metrics to ${app_role};
grant select, insert, update, delete on ops.experiment_tags, ops.run_tags, ops.logged_model_tags, ops.model_tags, ops.model_version_tags,
  ops.model_aliases to ${app_role};
grant update (name, lifecycle, updated_at) on ops.experiments to ${app_role};
grant select on ops.tracked_runs to ${app_role};
grant update (name, status, user_name, start_ms, end_ms, lifecycle) on ops.experiment_runs to ${app_role};
grant update (tags) on ops.run_inputs to ${app_role};
grant update (step) on ops.run_models to ${app_role};
grant update (status, status_message, updated_at, deleted_at) on ops.logged_models to ${app_role};
grant update (description, last_version, created_by, created_by_run, updated_at, deleted_at) on ops.models to ${app_role};
grant update (stage, description, updated_at, promoted_at, promoted_by, deleted_at) on ops.model_versions to ${app_role};
