-- Core of the control plane: who, in which project, ran what on which data, paid from which budget.
-- Flyway connects as the owner; the application connects as ${app_role}, which owns nothing and may only do
-- what is granted at the end. run_events can be appended to by one function and never changed.

create schema if not exists ops;

create table ops.users (
  id            uuid primary key,
  name          text not null unique check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  role          text not null check (role in ('VIEWER', 'ENGINEER', 'ADMIN', 'SERVICE')),
  password_hash text,
  created_at    timestamptz not null default now(),
  disabled_at   timestamptz
);

create table ops.projects (
  id          uuid primary key,
  name        text not null unique check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
  template    text,
  code_sha    text check (code_sha ~ '^[0-9a-f]{40}$'),
  max_runs    integer not null default 8 check (max_runs > 0),
  created_by  uuid not null references ops.users,
  created_at  timestamptz not null default now(),
  archived_at timestamptz
);
comment on column ops.projects.code_sha is 'git commit that runs use when they name none';
comment on column ops.projects.max_runs is 'jobs that may run at once; further ones stay QUEUED';

create table ops.members (
  project_id uuid not null references ops.projects,
  user_id    uuid not null references ops.users,
  role       text not null check (role in ('VIEWER', 'EDITOR', 'ADMIN')),
  primary key (project_id, user_id)
);

create table ops.budgets (
  project_id uuid not null references ops.projects,
  unit       text not null check (unit in ('USD', 'CPU_SECONDS', 'GPU_SECONDS', 'TOKENS')),
  limit_amount numeric(20, 6) not null check (limit_amount >= 0),
  reserved   numeric(20, 6) not null default 0 check (reserved >= 0),
  spent      numeric(20, 6) not null default 0 check (spent >= 0),
  primary key (project_id, unit),
  check (spent + reserved <= limit_amount)
);

create table ops.code_versions (
  project_id    uuid not null references ops.projects,
  sha           text not null check (sha ~ '^[0-9a-f]{40}$'),
  bundle_sha256 text not null,
  message       text not null default '',
  created_by    uuid not null references ops.users,
  created_at    timestamptz not null default now(),
  primary key (project_id, sha)
);
comment on column ops.code_versions.bundle_sha256 is 'git bundle holding the commit, in the object store under cas/sha256';

create table ops.datasets (
  id          uuid primary key,
  project_id  uuid not null references ops.projects,
  name        text not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  description text not null default '',
  created_by  uuid not null references ops.users,
  created_at  timestamptz not null default now(),
  unique (project_id, name)
);

create table ops.dataset_versions (
  id         uuid primary key,
  project_id uuid not null references ops.projects,
  dataset_id uuid not null references ops.datasets,
  version    integer not null,
  file_name  text not null,
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes      bigint not null,
  row_count  bigint,
  columns    text not null,
  source     text not null default '',
  licence    text not null default '',
  created_by uuid not null references ops.users,
  created_at timestamptz not null default now(),
  unique (dataset_id, version),
  unique (dataset_id, sha256)
);
comment on column ops.dataset_versions.columns is '[{"name":…,"type":"integer|double|boolean|string","nullable":…}]';

create table ops.runtimes (
  id          uuid primary key,
  name        text not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  kind        text not null check (kind in ('ENVIRONMENT', 'CONTAINER')),
  digest      text not null unique check (digest ~ '^sha256:[0-9a-f]{64}$'),
  state       text not null check (state in ('PENDING', 'APPROVED', 'REVOKED')),
  lock_sha256 text,
  interpreter text,
  platform    text,
  built_by_run uuid,
  created_by  uuid not null references ops.users,
  created_at  timestamptz not null default now(),
  decided_by  uuid references ops.users,
  decided_at  timestamptz
);
create index on ops.runtimes (name, state);
comment on column ops.runtimes.lock_sha256 is 'lock file with hashes, in the object store under cas/sha256';

create table ops.runs (
  id             uuid primary key,
  project_id     uuid not null references ops.projects,
  kind           text not null,
  state          text not null check (state in ('QUEUED', 'ADMITTED', 'RUNNING', 'WAITING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'OUT_OF_BUDGET')),
  spec           text not null,
  spec_sha256    text not null,
  summary        text not null default '',
  created_by     uuid not null references ops.users,
  request_id     text not null,
  request_sha256 text not null,
  priority       smallint not null default 3 check (priority between 1 and 5),
  attempt        integer not null default 1,
  reproduces     uuid references ops.runs,
  schedule_id    uuid,
  cancel_requested_at timestamptz,
  created_at     timestamptz not null default clock_timestamp(),
  admitted_at    timestamptz,
  started_at     timestamptz,
  finished_at    timestamptz,
  failure_code   text,
  failure_message text,
  result         text,
  lineage_complete boolean not null default false,
  history_sha256 text,
  last_seq       integer not null default 0,
  last_hash      bytea not null default decode(repeat('00', 32), 'hex'),
  unique (project_id, created_by, request_id)
) with (fillfactor = 80);
create index on ops.runs (project_id, created_at desc);
create index on ops.runs (project_id, kind, created_at desc);
create index runs_open on ops.runs (created_at) where finished_at is null;
create index runs_unarchived on ops.runs (finished_at) where finished_at is not null and history_sha256 is null;
comment on column ops.runs.spec is 'pinned spec as canonical JSON (RFC 8785), the very text that spec_sha256 covers';
comment on column ops.runs.lineage_complete is 'the pinned spec names data, code, runtime and parameters; false again when the run did not succeed';
comment on column ops.runs.last_hash is 'head of the hash chain of run_events';

alter table ops.runtimes add foreign key (built_by_run) references ops.runs;

create table ops.run_budgets (
  run_id   uuid not null references ops.runs,
  project_id uuid not null references ops.projects,
  unit     text not null,
  reserved numeric(20, 6) not null check (reserved >= 0),
  spent    numeric(20, 6) not null default 0 check (spent >= 0),
  primary key (run_id, unit)
);

create table ops.run_meters (
  run_id uuid not null references ops.runs,
  project_id uuid not null references ops.projects,
  meter  text not null,
  unit   text not null,
  total  numeric(20, 6) not null,
  primary key (run_id, meter, unit)
);
comment on table ops.run_meters is 'usage by source (a step, a workload), as running totals';

create table ops.run_events (
  run_id uuid not null,
  project_id uuid not null,
  seq    integer not null,
  type   text not null,
  key    text,
  at     timestamptz not null,
  record text not null,
  hash   bytea not null,
  primary key (run_id, seq)
) partition by range (run_id);
create unique index on ops.run_events (run_id, key);
comment on table ops.run_events is 'Append-only. record is canonical JSON (RFC 8785) and holds the hash of the record before it; hash = sha256(record).';
comment on column ops.run_events.key is 'makes a repeated append harmless: (run, key) is stored once';

create function ops.forbid_change() returns trigger language plpgsql as $$
begin
  raise exception 'run_events is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
end $$;

-- Range partitions by UUIDv7: the first 48 bits of the id are its millisecond, so a month is a range of ids
-- and (run_id, seq) stays unique. Each partition gets its own TRUNCATE guard: the parent's does not fire for it.
create function ops.ensure_event_partition(p_month date) returns void language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  first date := date_trunc('month', p_month)::date;
  name text := 'run_events_' || to_char(first, 'YYYYMM');
  low text := lpad(to_hex((extract(epoch from first) * 1000)::bigint), 12, '0');
  high text := lpad(to_hex((extract(epoch from (first + interval '1 month')) * 1000)::bigint), 12, '0');
begin
  if to_regclass('ops.' || name) is not null then return; end if;
  execute format('create table ops.%I partition of ops.run_events for values from (%L) to (%L)', name,
    (rpad(low, 32, '0'))::uuid, (rpad(high, 32, '0'))::uuid);
  execute format('create trigger no_truncate before truncate on ops.%I for each statement execute function ops.forbid_change()', name);
end $$;

create trigger no_change before update or delete on ops.run_events for each row execute function ops.forbid_change();
create trigger no_truncate before truncate on ops.run_events for each statement execute function ops.forbid_change();
select ops.ensure_event_partition((date_trunc('month', now()) + make_interval(months => m))::date) from generate_series(-1, 12) m;

create table ops.artifacts (
  id         uuid primary key,
  project_id uuid not null references ops.projects,
  run_id     uuid references ops.runs,
  owner      text not null,
  path       text not null,
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes      bigint not null,
  media_type text not null default 'application/octet-stream',
  created_at timestamptz not null default now(),
  unique (project_id, owner, path)
);
create index on ops.artifacts (run_id);
comment on column ops.artifacts.owner is 'root the path is relative to: "runs/<run id>" or "models/<logged model id>"';

create table ops.run_logs (
  run_id uuid not null references ops.runs,
  project_id uuid not null references ops.projects,
  start_offset bigint not null,
  content bytea not null,
  at timestamptz not null default now(),
  primary key (run_id, start_offset)
);
comment on table ops.run_logs is 'live output of a run, by byte offset; moved to an artifact when the run ends';

create table ops.api_keys (
  id         uuid primary key,
  user_id    uuid not null references ops.users,
  name       text not null,
  hmac       bytea not null unique,
  project_id uuid references ops.projects,
  run_id     uuid references ops.runs,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);
create index on ops.api_keys (run_id) where run_id is not null;
comment on column ops.api_keys.run_id is 'set on run tokens: good for exactly this run of this project';

revoke all on all functions in schema ops from public;
grant usage on schema ops to ${app_role};
grant select on all tables in schema ops to ${app_role};
grant insert, update on ops.users, ops.projects, ops.datasets, ops.runtimes, ops.api_keys to ${app_role};
grant insert, update, delete on ops.members to ${app_role};
grant update (sha256) on ops.dataset_versions to ${app_role};
grant insert on ops.budgets, ops.code_versions, ops.dataset_versions, ops.artifacts, ops.run_logs to ${app_role};
grant update (limit_amount) on ops.budgets to ${app_role};
grant update (sha256, bytes, media_type, created_at) on ops.artifacts to ${app_role};
grant delete on ops.artifacts, ops.run_logs to ${app_role};
grant update (history_sha256) on ops.runs to ${app_role};
grant execute on function ops.ensure_event_partition to ${app_role};
