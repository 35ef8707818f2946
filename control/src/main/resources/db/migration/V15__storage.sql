-- Storage hygiene (EX-10): what is in the object store, what refers to it, and what was collected. The same bytes are one object whoever
-- stored them, so that an object belongs to no project; who may see it is decided where something refers to it.

create table ops.objects (
  sha256     text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes      bigint not null check (bytes >= 0),
  claimed_at timestamptz not null default clock_timestamp(),
  damaged_at timestamptz
);
create index on ops.objects (claimed_at);
comment on column ops.objects.claimed_at is 'when somebody last said: I am storing this and will refer to it. Until the grace period is over nobody may delete it';
comment on column ops.objects.damaged_at is 'when a read found its bytes altered or gone; storing the same bytes again repairs it';

create table ops.object_columns (
  table_name  regclass not null,
  column_name name not null,
  primary key (table_name, column_name)
);
comment on table ops.object_columns is 'every column that refers to objects: what is named in none of them is garbage';

-- Entering a reference holds the object until the transaction ends: a collector that looks at it at the same moment passes by.
create function ops.hold_object() returns trigger language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  digest text;
begin
  execute format('select ($1).%I', tg_argv[0]) into digest using new;
  if digest is null or digest = '' then return new; end if;
  perform 1 from ops.objects o where o.sha256 = digest for key share;
  if not found then
    insert into ops.objects (sha256, bytes) values (digest, 0) on conflict do nothing;
    perform 1 from ops.objects o where o.sha256 = digest for key share;
  end if;
  return new;
end $$;

-- Makes a column one that refers to objects. Every column that does must be made one by this.
create function ops.refers_to_object(p_table regclass, p_column name) returns void language plpgsql as $$
begin
  execute format('create index on %s (%I)', p_table, p_column);
  execute format('create trigger hold_object_%s before insert or update of %I on %s for each row execute function ops.hold_object(%L)',
    p_column, p_column, p_table, p_column);
  insert into ops.object_columns values (p_table, p_column);
  execute format('insert into ops.objects (sha256, bytes) select distinct %I, 0 from %s where %I <> '''' on conflict do nothing',
    p_column, p_table, p_column);
end $$;

select ops.refers_to_object('ops.artifacts', 'sha256');
select ops.refers_to_object('ops.dataset_versions', 'sha256');
select ops.refers_to_object('ops.code_versions', 'bundle_sha256');
select ops.refers_to_object('ops.model_version_artifacts', 'sha256');
select ops.refers_to_object('ops.run_histories', 'sha256');
select ops.refers_to_object('ops.runtimes', 'lock_sha256');
select ops.refers_to_object('ops.sessions', 'workspace_sha256');
update ops.objects o set bytes = a.bytes from ops.artifacts a where a.sha256 = o.sha256;
update ops.objects o set bytes = d.bytes from ops.dataset_versions d where d.sha256 = o.sha256;
update ops.objects o set bytes = h.bytes from ops.run_histories h where h.sha256 = o.sha256;

create table ops.collections (
  id       uuid primary key,
  at       timestamptz not null default clock_timestamp(),
  actor    text not null,
  objects  bigint not null,
  bytes    bigint not null,
  missing  bigint not null
);
create index on ops.collections (at desc);
comment on column ops.collections.missing is 'objects that something refers to and the store has not';

create table ops.storage_hosts (
  host              text primary key,
  environments      bigint not null,
  environment_bytes bigint not null,
  run_directories   bigint not null,
  freed_bytes       bigint not null,
  free_bytes        bigint not null,
  at                timestamptz not null default clock_timestamp()
);
comment on table ops.storage_hosts is 'what workers keep on their own disks, as they last looked';

revoke all on all functions in schema ops from public;
grant select on ops.objects to ${app_role};
grant select, insert on ops.collections to ${app_role};
grant select, insert, update on ops.storage_hosts to ${app_role};
