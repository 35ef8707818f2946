-- Audit (GOV-6): what does not happen inside a run has a log of its own, in the same form as the runs' (V1): append-only,
-- hash-chained, one chain per project and one for the installation.

create table ops.audit_chains (
  chain      uuid primary key,
  project_id uuid unique references ops.projects,
  last_seq   bigint not null default 0,
  last_hash  bytea not null default decode(repeat('00', 32), 'hex'),
  check (chain = coalesce(project_id, '00000000-0000-0000-0000-000000000000'::uuid))
) with (fillfactor = 50);
comment on table ops.audit_chains is 'Heads of the chains. The chain of the installation has no project and the nil UUID.';

create table ops.audit_events (
  chain      uuid not null references ops.audit_chains,
  seq        bigint not null,
  project_id uuid references ops.projects,
  type       text not null,
  actor      text not null,
  subject    text not null,
  at         timestamptz not null,
  record     text not null,
  hash       bytea not null,
  primary key (chain, seq)
);
comment on table ops.audit_events is 'Append-only. record is canonical JSON (RFC 8785) and holds the hash of the record before it; hash = sha256(record).';
comment on column ops.audit_events.subject is 'what was done to, such as "users/ana" or "runs/<id>"';
create index on ops.audit_events (at);
create index on ops.audit_events (project_id, at);
create index on ops.audit_events (actor, at);
create index on ops.audit_events (type, at);

create function ops.append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;

create trigger no_change before update or delete on ops.audit_events for each row execute function ops.append_only();
create trigger no_truncate before truncate on ops.audit_events for each statement execute function ops.append_only();
create trigger no_removal before delete on ops.audit_chains for each row execute function ops.append_only();
create trigger no_truncate before truncate on ops.audit_chains for each statement execute function ops.append_only();

grant select on ops.audit_chains, ops.audit_events to ${app_role};

-- Who ran what on which data: typed columns, because the operators of jsonb and LIKE use no index under row-level security.

alter table ops.run_events add column actor text generated always as (substring(record from '^\{"actor":"((?:[^"\\]|\\.)*)"')) stored;
create index on ops.run_events (at);
create index on ops.run_events (project_id, at);
create index on ops.run_events (actor, at);
create index on ops.run_events (type, at);

create table ops.run_materials (
  run_id     uuid not null references ops.runs,
  project_id uuid not null references ops.projects,
  role       text not null check (role in ('INPUT', 'LOGGED', 'OUTPUT')),
  kind       text not null check (kind in ('code', 'dataset', 'model', 'runtime')),
  name       text not null,
  version    text not null default '',
  digest     text not null,
  primary key (run_id, role, kind, name, version, digest)
);
create index on ops.run_materials (project_id, kind, name, version);
create index on ops.run_materials (kind, name, version);
create index on ops.run_materials (digest);
-- A version says which dataset it is of: without this, few rows are expected where there are many, and all of them are sorted for a page.
create statistics ops.run_materials_names (mcv, dependencies) on kind, name, version from ops.run_materials;
comment on table ops.run_materials is 'What a run was made from and what came of it, as its pinned spec and the registry say. Written by triggers only.';
comment on column ops.run_materials.role is 'INPUT: pinned and checked; LOGGED: an outside client said so; OUTPUT: made by the run';
comment on column ops.run_materials.digest is 'hex without the name of the algorithm: git commit of code, sha256 of everything else';

-- A NUL is legal in JSON but not in jsonb.
create function ops.materials_of(p_spec text) returns table (kind text, name text, version text, digest text) language sql stable as $$
  with s as (select regexp_replace(p_spec, '(?<!\\)((?:\\\\)*)\\u0000', '\1', 'g')::jsonb as spec)
  select 'code', 'git', '', spec ->> 'code' from s where spec ->> 'code' is not null
  union all
  select 'dataset', d ->> 'name', coalesce(d ->> 'version', ''), d ->> 'sha256'
    from s, jsonb_array_elements(case when jsonb_typeof(spec -> 'datasets') = 'array' then spec -> 'datasets' else '[]' end) d
    where d ->> 'name' is not null and d ->> 'sha256' is not null
  union all
  select 'model', spec ->> 'model', coalesce(spec ->> 'version', ''), replace(spec ->> 'modelDigest', 'sha256:', '') from s
    where spec ->> 'model' is not null and spec ->> 'modelDigest' is not null
  union all
  select 'runtime', spec -> 'runtime' ->> 'name', '', replace(spec -> 'runtime' ->> 'digest', 'sha256:', '') from s
    where spec -> 'runtime' ->> 'name' is not null and spec -> 'runtime' ->> 'digest' is not null
$$;

create function ops.note_inputs() returns trigger language plpgsql security definer set search_path = ops, pg_temp as $$
begin
  insert into ops.run_materials (run_id, project_id, role, kind, name, version, digest)
    select new.id, new.project_id, 'INPUT', m.kind, m.name, m.version, m.digest from ops.materials_of(new.spec) m on conflict do nothing;
  return null;
end $$;
-- What was refused used nothing, and its spec is not pinned.
create trigger note_inputs after insert on ops.runs for each row when (new.failure_code is null and left(new.spec, 1) = '{') execute function ops.note_inputs();

create function ops.note_logged_input() returns trigger language plpgsql security definer set search_path = ops, pg_temp as $$
begin
  insert into ops.run_materials (run_id, project_id, role, kind, name, digest)
    values (new.run_id, new.project_id, 'LOGGED', 'dataset', new.name, new.digest) on conflict do nothing;
  return null;
end $$;
create trigger note_logged_input after insert on ops.run_inputs for each row execute function ops.note_logged_input();

create function ops.note_model() returns trigger language plpgsql security definer set search_path = ops, pg_temp as $$
begin
  insert into ops.run_materials (run_id, project_id, role, kind, name, version, digest)
    values (new.run_id, new.project_id, 'OUTPUT', 'model', new.name, new.version::text, new.digest) on conflict do nothing;
  return null;
end $$;
create trigger note_model after insert on ops.model_versions for each row when (new.run_id is not null) execute function ops.note_model();

create function ops.note_runtime() returns trigger language plpgsql security definer set search_path = ops, pg_temp as $$
begin
  insert into ops.run_materials (run_id, project_id, role, kind, name, digest)
    select r.id, r.project_id, 'OUTPUT', 'runtime', new.name, replace(new.digest, 'sha256:', '') from ops.runs r where r.id = new.built_by_run
    on conflict do nothing;
  return null;
end $$;
create trigger note_runtime after insert on ops.runtimes for each row when (new.built_by_run is not null) execute function ops.note_runtime();

insert into ops.run_materials (run_id, project_id, role, kind, name, version, digest)
  select r.id, r.project_id, 'INPUT', m.kind, m.name, m.version, m.digest from ops.runs r, ops.materials_of(r.spec) m where r.failure_code is null or r.admitted_at is not null
  union
  select i.run_id, i.project_id, 'LOGGED', 'dataset', i.name, '', i.digest from ops.run_inputs i
  union
  select v.run_id, v.project_id, 'OUTPUT', 'model', v.name, v.version::text, v.digest from ops.model_versions v where v.run_id is not null
  union
  select r.id, r.project_id, 'OUTPUT', 'runtime', t.name, '', replace(t.digest, 'sha256:', '') from ops.runtimes t join ops.runs r on r.id = t.built_by_run;

-- Checkpoints: signed statements over the heads of the chains that grew since the one before. Whoever owns the database can drop
-- triggers and rewrite a chain, but not what was signed.

create table ops.audit_checkpoints (
  seq       bigint primary key,
  at        timestamptz not null,
  statement text not null,
  key_id    text not null,
  signature bytea not null
);
comment on table ops.audit_checkpoints is 'statement is canonical JSON: number, time, sha256 of the statement before, count and sha256 of the lines of audit_heads';

create table ops.audit_heads (
  checkpoint bigint not null references ops.audit_checkpoints,
  log        text not null check (log in ('audit', 'run')),
  chain      uuid not null,
  project_id uuid references ops.projects,
  seq        bigint not null,
  hash       bytea not null,
  primary key (checkpoint, log, chain)
);
create index on ops.audit_heads (chain, seq);

create trigger no_change before update or delete on ops.audit_checkpoints for each row execute function ops.append_only();
create trigger no_truncate before truncate on ops.audit_checkpoints for each statement execute function ops.append_only();
create trigger no_change before update or delete on ops.audit_heads for each row execute function ops.append_only();
create trigger no_truncate before truncate on ops.audit_heads for each statement execute function ops.append_only();

revoke all on all functions in schema ops from public;
grant select on ops.run_materials, ops.audit_checkpoints, ops.audit_heads to ${app_role};

-- Costs by day (GOV-15): a run's spending as it grows, on the day it was metered, so that a service that runs for weeks costs on each of them.

create table ops.run_costs (
  run_id     uuid not null references ops.runs,
  day        date not null,
  unit       text not null,
  project_id uuid not null references ops.projects,
  amount     numeric(20, 6) not null,
  primary key (run_id, day, unit)
);
create index on ops.run_costs (project_id, day);
create index on ops.run_costs (day);
comment on column ops.run_costs.day is 'UTC';

create function ops.note_cost() returns trigger language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  delta numeric := new.spent - case when tg_op = 'UPDATE' then old.spent else 0 end;
begin
  if delta <> 0 then
    insert into ops.run_costs (run_id, day, unit, project_id, amount)
      values (new.run_id, (clock_timestamp() at time zone 'UTC')::date, new.unit, new.project_id, delta)
      on conflict (run_id, day, unit) do update set amount = run_costs.amount + excluded.amount;
  end if;
  return null;
end $$;
create trigger note_cost after insert or update of spent on ops.run_budgets for each row execute function ops.note_cost();

insert into ops.run_costs (run_id, day, unit, project_id, amount)
  select b.run_id, (coalesce(r.finished_at, r.created_at) at time zone 'UTC')::date, b.unit, b.project_id, b.spent
  from ops.run_budgets b join ops.runs r on r.id = b.run_id where b.spent > 0;

revoke all on all functions in schema ops from public;
grant select on ops.run_costs to ${app_role};

select ops.protect(t) from unnest(array['ops.audit_chains', 'ops.audit_events', 'ops.audit_heads', 'ops.run_materials', 'ops.run_costs']::regclass[]) t;
