-- Sessions (OP-2): who has which, where it stands, and what was saved of it. A session is a name; each start or resume of it is a run.

create table ops.sessions (
  project_id       uuid not null references ops.projects,
  name             text not null check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
  run_id           uuid not null references ops.runs,
  owner            uuid not null references ops.users,
  phase            text not null check (phase in ('PREPARING', 'STARTING', 'READY', 'SAVING', 'ENDED')),
  host             text,
  expires_at       timestamptz,
  ready_at         timestamptz,
  active_at        timestamptz,
  ending           text check (ending in ('STOPPED', 'IDLE', 'EXPIRED', 'CANCELLED', 'FAILED')),
  workspace_run    uuid references ops.runs,
  workspace_sha256 text,
  workspace_files  integer,
  workspace_bytes  bigint,
  updated_at       timestamptz not null default now(),
  primary key (project_id, name)
);
create index on ops.sessions (run_id);
comment on column ops.sessions.run_id is 'the latest run of this name; the session is open as long as that one is';
comment on column ops.sessions.active_at is 'when somebody, or something in it, was last seen at work';
comment on column ops.sessions.workspace_run is 'the run whose artifacts are the latest saved workspace; a resume begins with it';

grant select, insert on ops.sessions to ${app_role};
grant update (run_id, owner, phase, host, expires_at, ready_at, active_at, ending, workspace_run, workspace_sha256, workspace_files,
  workspace_bytes, updated_at) on ops.sessions to ${app_role};

select ops.protect('ops.sessions');
