-- Schedules (OP-10): runs started by the clock. What starts a run is always RunService.start in the creator's name;
-- these rows say when. A deleted schedule stays: the runs it started name it.

create table ops.schedules (
  id         uuid primary key,
  project_id uuid not null references ops.projects,
  name       text not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  cron       text not null,
  timezone   text not null,
  kind       text not null,
  spec       text not null,
  budget     text not null,
  state      text not null check (state in ('ACTIVE', 'PAUSED', 'DELETED')),
  created_by uuid not null references ops.users,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_fire_at timestamptz,
  last_run_id  uuid references ops.runs,
  last_outcome text
);
create unique index on ops.schedules (project_id, name) where state <> 'DELETED';
create index on ops.schedules (state);
comment on column ops.schedules.spec is 'as requested, not pinned: each fire pins anew (latest dataset version, present code)';
comment on column ops.schedules.budget is 'JSON object unit → amount, {} for the defaults of the kind';
comment on column ops.schedules.last_fire_at is 'nominal time of the newest fire; the ticker goes on from here after a restart';
comment on column ops.schedules.last_outcome is 'STARTED, SKIPPED: …, or REFUSED: …';

create index runs_of_schedule on ops.runs (schedule_id, created_at desc) where schedule_id is not null;

grant select, insert on ops.schedules to ${app_role};
grant update (state, updated_at, last_fire_at, last_run_id, last_outcome) on ops.schedules to ${app_role};
