-- Output of runs as records: who wrote what, when (GOV-5); and who may still write it (F23).

alter table ops.run_logs add column marks bytea;
comment on column ops.run_logs.marks is
  '16 bytes each, big endian: offset in the output; milliseconds since 1970, doubled, plus one for stderr. Null: all of it came at "at"';
-- It is compressed when it is archived; doing so for every piece would only cost time.
alter table ops.run_logs alter column content set storage external;

-- Whoever takes charge of a workload raises the number; what a former watcher still writes carries a lower one and is refused.
create table ops.workload_fences (
  run_id uuid not null references ops.runs,
  project_id uuid not null references ops.projects,
  name text not null,
  fence bigint not null,
  primary key (run_id, name)
);
comment on table ops.workload_fences is 'the number of the latest watcher of a workload, by which writes of earlier ones are refused';
select ops.protect('ops.workload_fences');
grant select, insert, update (fence) on ops.workload_fences to ${app_role};
