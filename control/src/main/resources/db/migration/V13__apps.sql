-- Apps (OP-4): what people deploy as Streamlit, Flask, Node or any command that listens; their releases; and the deployments, each a run, that
-- started them. Who may enter an app is its site's business.

create table ops.apps (
  id          uuid primary key,
  project_id  uuid not null references ops.projects,
  name        text not null check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
  site_id     uuid not null references ops.sites,
  active_run  uuid references ops.runs,
  switched_at timestamptz,
  created_at  timestamptz not null default now(),
  unique (project_id, name)
);
comment on column ops.apps.active_run is 'deployment that has the traffic; moves in one statement, only to a newer run';

-- The spec of a release is that of the run that deployed it first; releases are never changed.
create table ops.app_releases (
  app_id         uuid not null references ops.apps,
  number         integer not null check (number > 0),
  project_id     uuid not null references ops.projects,
  run_id         uuid not null unique references ops.runs,
  spec_sha256    text not null,
  code_sha       text not null,
  runtime_digest text not null,
  released_by    text not null,
  released_at    timestamptz not null default now(),
  primary key (app_id, number),
  unique (app_id, spec_sha256)
);

create table ops.app_deployments (
  run_id     uuid primary key references ops.runs,
  app_id     uuid not null references ops.apps,
  project_id uuid not null references ops.projects,
  release    integer not null,
  replicas   integer not null,
  state      text not null check (state in ('STARTING', 'SERVING', 'ASLEEP', 'DRAINING', 'STOPPED', 'REPLACED', 'CANCELLED', 'FAILED')),
  created_at timestamptz not null default now(),
  routed_at  timestamptz,
  ended_at   timestamptz,
  foreign key (app_id, release) references ops.app_releases
);
create index on ops.app_deployments (app_id, run_id desc);
comment on column ops.app_deployments.routed_at is 'when it got the traffic for the first time; null: never served';

-- Replicas are of any run that keeps processes.
alter table ops.replicas drop constraint replicas_run_id_fkey, add foreign key (run_id) references ops.runs;

grant select, insert on ops.apps, ops.app_releases, ops.app_deployments to ${app_role};
grant update (active_run, switched_at) on ops.apps to ${app_role};
grant update (state, routed_at, ended_at) on ops.app_deployments to ${app_role};

select ops.protect('ops.apps');
select ops.protect('ops.app_releases');
select ops.protect('ops.app_deployments');
