-- Secrets of projects, and the keys that protect them and the payloads of workflows (GOV-13). A data key belongs to one
-- project and one purpose; it lies here wrapped by a key that only the installation's secret makes. Ciphertext names the
-- data key it needs, so that old text stays readable after a rotation.

create table ops.data_keys (
  id              uuid primary key,
  project_id      uuid references ops.projects,
  purpose         text not null check (purpose in ('SECRETS', 'PAYLOADS')),
  wrapped         bytea not null,
  wrap_generation integer not null check (wrap_generation > 0),
  created_at      timestamptz not null default now(),
  retired_at      timestamptz
);
create unique index data_keys_current on ops.data_keys (project_id, purpose) nulls not distinct where retired_at is null;
comment on column ops.data_keys.project_id is 'null: the installation''s own, for what belongs to no project';
comment on column ops.data_keys.wrapped is 'Tink keyset (AES-256-GCM), encrypted with the wrapping key of its generation';
comment on column ops.data_keys.retired_at is 'new text is encrypted with a later key from then on; this one still reads';

create table ops.secrets (
  project_id uuid not null references ops.projects,
  name       text not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  version    integer not null check (version > 0),
  created_by uuid not null references ops.users,
  created_at timestamptz not null default now(),
  updated_by uuid not null references ops.users,
  updated_at timestamptz not null default now(),
  primary key (project_id, name)
);
comment on table ops.secrets is 'what may be known about secrets; the values are in secret_values, or in a store elsewhere';

create table ops.secret_values (
  project_id uuid not null references ops.projects,
  name       text not null,
  version    integer not null check (version > 0),
  key_id     uuid not null references ops.data_keys,
  ciphertext bytea not null,
  created_at timestamptz not null default now(),
  primary key (project_id, name, version)
);
comment on column ops.secret_values.ciphertext is 'AES-256-GCM, bound to project, name and version';

create table ops.run_secrets (
  run_id     uuid not null references ops.runs,
  project_id uuid not null references ops.projects,
  variable   text not null,
  name       text not null,
  version    integer not null,
  given_at   timestamptz not null default now(),
  primary key (run_id, variable)
);
create index on ops.run_secrets (project_id, name);
comment on table ops.run_secrets is 'which version of which secret a run was given: its output is masked by exactly these';

-- What is stored of the output is masked and therefore has offsets of its own.
alter table ops.run_logs add column source_end bigint;
comment on column ops.run_logs.source_end is 'where the workload''s own output goes on after this piece; null: as the piece says';

grant select, insert, update (wrapped, wrap_generation, retired_at) on ops.data_keys to ${app_role};
grant select, insert, delete, update (version, updated_by, updated_at) on ops.secrets to ${app_role};
grant select, insert, delete on ops.secret_values to ${app_role};
grant select, insert on ops.run_secrets to ${app_role};

select ops.protect('ops.data_keys');
select ops.protect('ops.secrets');
select ops.protect('ops.secret_values');
select ops.protect('ops.run_secrets');
