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
);
create index on ops.runs (project_id, created_at desc);
create index on ops.runs (project_id, kind, created_at desc);
create index runs_open on ops.runs (state, created_at) where finished_at is null;
create index runs_unarchived on ops.runs (finished_at) where finished_at is not null and history_sha256 is null;
comment on column ops.runs.spec is 'pinned spec as canonical JSON (RFC 8785), the very text that spec_sha256 covers';
comment on column ops.runs.last_hash is 'head of the hash chain of run_events';

alter table ops.runtimes add foreign key (built_by_run) references ops.runs;

create table ops.run_budgets (
  run_id   uuid not null references ops.runs,
  unit     text not null,
  reserved numeric(20, 6) not null check (reserved >= 0),
  spent    numeric(20, 6) not null default 0 check (spent >= 0),
  primary key (run_id, unit)
);

create table ops.run_meters (
  run_id uuid not null references ops.runs,
  meter  text not null,
  unit   text not null,
  total  numeric(20, 6) not null,
  primary key (run_id, meter, unit)
);
comment on table ops.run_meters is 'usage by source (a step, a workload), as running totals';

create table ops.run_events (
  run_id uuid not null,
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
comment on column ops.api_keys.run_id is 'set on run tokens: good for exactly this run of this project';

-- ---------------------------------------------------------------------------------------------------------
-- Functions. Lock order is run, then budget. All are SECURITY DEFINER: the application cannot write these tables
-- by any other way.

-- Appends one event; the caller holds the run row. Returns the new sequence number, or null when the key is there.
create function ops.append_locked(p_run uuid, p_project uuid, p_seq integer, p_prev bytea, p_actor text, p_type text, p_key text, p_data text)
returns bytea language plpgsql as $$
declare
  at timestamptz := clock_timestamp();
  record text;
  digest bytea;
begin
  record := '{"actor":' || to_json(p_actor)::text || ',"at":"' || to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    || '","data":' || p_data || ',"prev":"' || encode(p_prev, 'hex') || '","project":"' || p_project || '","run":"' || p_run
    || '","seq":' || p_seq || ',"type":' || to_json(p_type)::text || '}';
  digest := sha256(convert_to(record, 'UTF8'));
  insert into ops.run_events (run_id, seq, type, key, at, record, hash) values (p_run, p_seq, p_type, p_key, at, record, digest);
  return digest;
end $$;

-- Admission: one call, one commit. The run row, its reservation and its first events appear together or not at all.
-- A refusal (given by the caller, or a budget that does not cover the reservation) is recorded as a FAILED run.
create function ops.admit_run(p_run uuid, p_project uuid, p_kind text, p_spec text, p_spec_sha256 text, p_summary text,
  p_user uuid, p_actor text, p_request_id text, p_request_sha256 text, p_priority integer, p_service boolean,
  p_units text[], p_amounts numeric[], p_refusal_code text, p_refusal_message text, p_reproduces uuid, p_schedule uuid, p_data text,
  out run_id uuid, out state text, out existing boolean, out same_request boolean, out failure_code text, out failure_message text)
language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  r ops.runs;
  seq integer := 0;
  head bytea := decode(repeat('00', 32), 'hex');
  available numeric;
  wanted record;
  busy integer;
  quota integer;
begin
  insert into ops.runs (id, project_id, kind, state, spec, spec_sha256, summary, created_by, request_id, request_sha256, priority, reproduces, schedule_id)
  values (p_run, p_project, p_kind, 'QUEUED', p_spec, p_spec_sha256, p_summary, p_user, p_request_id, p_request_sha256, p_priority, p_reproduces, p_schedule)
  on conflict (project_id, created_by, request_id) do nothing;
  if not found then
    select * into r from ops.runs x where x.project_id = p_project and x.created_by = p_user and x.request_id = p_request_id;
    run_id := r.id; state := r.state; existing := true; same_request := r.request_sha256 = p_request_sha256;
    failure_code := r.failure_code; failure_message := r.failure_message;
    return;
  end if;
  run_id := p_run; existing := false; same_request := true; failure_code := p_refusal_code; failure_message := p_refusal_message;

  seq := seq + 1;
  head := ops.append_locked(p_run, p_project, seq, head, p_actor, 'run.queued', 'queued', p_data);

  if failure_code is null then
    begin
      -- Always in this order, as finish_run does: two runs never wait for each other's budget rows.
      for wanted in select u.unit, u.amount from unnest(p_units, p_amounts) as u(unit, amount) order by u.unit loop
        update ops.budgets b set reserved = b.reserved + wanted.amount
          where b.project_id = p_project and b.unit = wanted.unit and b.spent + b.reserved + wanted.amount <= b.limit_amount;
        if not found then
          select b.limit_amount - b.spent - b.reserved into available from ops.budgets b where b.project_id = p_project and b.unit = wanted.unit;
          failure_message := format('The project has %s %s left but the run asks for %s: raise the budget of the project or lower the budget of the run.',
            coalesce(trim_scale(available), 0), wanted.unit, trim_scale(wanted.amount));
          raise exception using errcode = 'WBX01', message = 'budget';
        end if;
        insert into ops.run_budgets (run_id, unit, reserved) values (p_run, wanted.unit, wanted.amount);
      end loop;
    exception when sqlstate 'WBX01' then
      failure_code := 'BUDGET_EXHAUSTED';
    end;
  end if;

  if failure_code is not null then
    seq := seq + 1;
    head := ops.append_locked(p_run, p_project, seq, head, p_actor, 'run.refused', 'final',
      '{"code":' || to_json(failure_code)::text || ',"message":' || to_json(failure_message)::text || '}');
    state := 'FAILED';
    update ops.runs x set state = 'FAILED', failure_code = admit_run.failure_code, failure_message = admit_run.failure_message,
      finished_at = clock_timestamp(), history_sha256 = '', last_seq = seq, last_hash = head where x.id = p_run;
    return;
  end if;

  if not p_service then
    -- One after the other: two that count at the same time would both take the last place.
    perform pg_advisory_xact_lock(7820002, hashtext(p_project::text));
  end if;
  select p.max_runs into quota from ops.projects p where p.id = p_project;
  select count(*) into busy from ops.runs x where x.project_id = p_project and x.finished_at is null and x.state <> 'QUEUED'
    and x.kind not in ('deployment', 'tracking');
  if p_service or busy < quota then
    seq := seq + 1;
    head := ops.append_locked(p_run, p_project, seq, head, p_actor, 'run.admitted', 'admitted', '{}');
    state := 'ADMITTED';
  else
    state := 'QUEUED';
  end if;
  update ops.runs x set state = admit_run.state, last_seq = seq, last_hash = head,
    admitted_at = case when admit_run.state = 'ADMITTED' then clock_timestamp() end where x.id = p_run;
end $$;

-- Records what happened in a run: any number of events and the move to RUNNING, in one call and one commit. Repeating a
-- call is harmless: an event whose key exists is skipped. States only move forward; a finished run takes late events,
-- marked as such. Returns what the caller must obey.
create function ops.record_events(p_run uuid, p_actor text, p_types text[], p_keys text[], p_data text[], p_running boolean,
  out state text, out cancel_requested boolean, out exhausted text)
language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  r ops.runs;
  seq integer;
  head bytea;
begin
  select * into r from ops.runs x where x.id = p_run for no key update;
  if not found then raise exception 'no run %', p_run using errcode = 'no_data_found'; end if;
  state := r.state; cancel_requested := r.cancel_requested_at is not null; seq := r.last_seq; head := r.last_hash;
  if p_running and r.state in ('QUEUED', 'ADMITTED', 'WAITING') then
    seq := seq + 1;
    head := ops.append_locked(p_run, r.project_id, seq, head, p_actor, 'run.running', null, '{"attempt":' || r.attempt || '}');
    state := 'RUNNING';
  end if;
  for i in 1 .. coalesce(array_length(p_types, 1), 0) loop
    continue when p_keys[i] is not null and exists (select 1 from ops.run_events e where e.run_id = p_run and e.key = p_keys[i]);
    seq := seq + 1;
    head := ops.append_locked(p_run, r.project_id, seq, head, p_actor,
      case when r.finished_at is not null and p_types[i] like 'step.%' then p_types[i] || '.late' else p_types[i] end, p_keys[i], p_data[i]);
  end loop;
  if seq > r.last_seq then
    update ops.runs x set state = record_events.state, last_seq = seq, last_hash = head,
      started_at = case when record_events.state = 'RUNNING' and x.started_at is null then clock_timestamp() else x.started_at end
      where x.id = p_run;
  end if;
  select b.unit into exhausted from ops.run_budgets b where b.run_id = p_run and b.spent >= b.reserved and b.reserved > 0 order by b.unit limit 1;
end $$;

-- Charges usage. A meter only grows and is told as a total, so that repeating a call, or two attempts measuring the same
-- process, never charge twice. Cost that arrives after the end still counts, as far as the project's limit allows.
create function ops.meter_run(p_run uuid, p_meter text, p_units text[], p_totals numeric[],
  out state text, out cancel_requested boolean, out exhausted text)
language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  r ops.runs;
  told record;
  before numeric;
  delta numeric;
begin
  select * into r from ops.runs x where x.id = p_run for no key update;
  if not found then raise exception 'no run %', p_run using errcode = 'no_data_found'; end if;
  state := r.state; cancel_requested := r.cancel_requested_at is not null;
  -- In the order in which admission and end lock the project's budgets.
  for told in select u.unit, u.total from unnest(p_units, p_totals) as u(unit, total) order by u.unit loop
    select m.total into before from ops.run_meters m where m.run_id = p_run and m.meter = p_meter and m.unit = told.unit;
    delta := told.total - coalesce(before, 0);
    continue when delta <= 0;
    insert into ops.run_meters (run_id, meter, unit, total) values (p_run, p_meter, told.unit, told.total)
      on conflict (run_id, meter, unit) do update set total = excluded.total;
    insert into ops.run_budgets (run_id, unit, reserved, spent) values (p_run, told.unit, 0, delta)
      on conflict (run_id, unit) do update set spent = run_budgets.spent + delta;
    if r.finished_at is not null then
      update ops.budgets b set spent = least(b.limit_amount - b.reserved, b.spent + delta) where b.project_id = r.project_id and b.unit = told.unit;
    end if;
  end loop;
  select b.unit into exhausted from ops.run_budgets b where b.run_id = p_run and b.spent >= b.reserved and b.reserved > 0 order by b.unit limit 1;
end $$;

-- Ends a run: terminal state, final event, budget settled and released, run tokens revoked. A second call changes nothing.
create function ops.finish_run(p_run uuid, p_actor text, p_state text, p_code text, p_message text, p_result text, p_lineage_complete boolean, p_data text)
returns text language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  r ops.runs;
  digest bytea;
  b record;
begin
  select * into r from ops.runs x where x.id = p_run for no key update;
  if not found then raise exception 'no run %', p_run using errcode = 'no_data_found'; end if;
  if r.finished_at is not null then return r.state; end if;
  if p_state not in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'OUT_OF_BUDGET') then
    raise exception '% is not a terminal state', p_state using errcode = 'invalid_parameter_value';
  end if;
  digest := ops.append_locked(p_run, r.project_id, r.last_seq + 1, r.last_hash, p_actor, 'run.' || lower(p_state), 'final', p_data);
  update ops.runs x set state = p_state, finished_at = clock_timestamp(), failure_code = p_code, failure_message = p_message, result = p_result,
    lineage_complete = p_lineage_complete, last_seq = r.last_seq + 1, last_hash = digest where x.id = p_run;
  for b in select * from ops.run_budgets x where x.run_id = p_run order by unit loop
    -- What a run used beyond its reservation before it was stopped counts too, as far as the limit and other reservations leave room.
    update ops.budgets x set reserved = x.reserved - b.reserved, spent = least(x.limit_amount - x.reserved + b.reserved, x.spent + b.spent)
      where x.project_id = r.project_id and x.unit = b.unit;
  end loop;
  update ops.api_keys k set revoked_at = clock_timestamp() where k.run_id = p_run and k.revoked_at is null;
  return p_state;
end $$;

-- QUEUED → ADMITTED: every project fills its free places, by priority and age. Returns how many were admitted.
create function ops.admit_queued() returns integer language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  p record;
  r ops.runs;
  n integer := 0;
  free integer;
  digest bytea;
begin
  -- One dispatcher at a time: each takes the places of several projects.
  if not pg_try_advisory_xact_lock(7820003) then return 0; end if;
  for p in select distinct x.project_id from ops.runs x where x.state = 'QUEUED' and x.finished_at is null loop
    perform pg_advisory_xact_lock(7820002, hashtext(p.project_id::text));
    select greatest(0, j.max_runs - (select count(*) from ops.runs x where x.project_id = j.id and x.finished_at is null and x.state <> 'QUEUED'
      and x.kind not in ('deployment', 'tracking'))) into free from ops.projects j where j.id = p.project_id;
    for r in select * from ops.runs x where x.project_id = p.project_id and x.state = 'QUEUED' and x.finished_at is null
      order by x.priority, x.created_at limit free for no key update skip locked loop
      digest := ops.append_locked(r.id, r.project_id, r.last_seq + 1, r.last_hash, 'workbench', 'run.admitted', 'admitted', '{}');
      update ops.runs x set state = 'ADMITTED', admitted_at = clock_timestamp(), last_seq = r.last_seq + 1, last_hash = digest where x.id = r.id;
      n := n + 1;
    end loop;
  end loop;
  return n;
end $$;

-- The engine lost the run (an in-process engine was restarted): the next attempt may start.
create function ops.next_attempt(p_run uuid, p_attempt integer, p_reason text) returns integer language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  r ops.runs;
  digest bytea;
begin
  select * into r from ops.runs x where x.id = p_run for no key update;
  if r.finished_at is not null or r.attempt <> p_attempt then return r.attempt; end if;
  digest := ops.append_locked(p_run, r.project_id, r.last_seq + 1, r.last_hash, 'workbench', 'run.restarted', null,
    '{"attempt":' || (r.attempt + 1) || ',"reason":' || to_json(p_reason)::text || '}');
  update ops.runs x set attempt = r.attempt + 1, last_seq = r.last_seq + 1, last_hash = digest where x.id = p_run;
  return r.attempt + 1;
end $$;

-- Asks a run to stop. Returns false when it has ended already.
create function ops.request_cancel(p_run uuid, p_actor text, p_data text) returns boolean language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  r ops.runs;
  digest bytea;
begin
  select * into r from ops.runs x where x.id = p_run for no key update;
  if not found or r.finished_at is not null then return false; end if;
  if r.cancel_requested_at is not null then return true; end if;
  digest := ops.append_locked(p_run, r.project_id, r.last_seq + 1, r.last_hash, p_actor, 'run.cancel_requested', 'cancel', p_data);
  update ops.runs x set cancel_requested_at = clock_timestamp(), last_seq = r.last_seq + 1, last_hash = digest where x.id = p_run;
  return true;
end $$;

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
grant execute on function ops.ensure_event_partition, ops.admit_run, ops.record_events, ops.meter_run, ops.finish_run, ops.admit_queued, ops.next_attempt, ops.request_cancel to ${app_role};
