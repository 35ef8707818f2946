-- Model deployments (OP-3): endpoints, what serves them, and how they are used. A deployment is a run; its replicas are
-- processes on hosts. The front door reads the route from here and writes usage here.

create table ops.endpoints (
  id          uuid primary key,
  project_id  uuid not null references ops.projects,
  name        text not null check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
  active_run  uuid references ops.runs,
  switched_at timestamptz,
  created_by_run uuid not null references ops.runs,
  created_at  timestamptz not null default now(),
  unique (project_id, name)
);
comment on column ops.endpoints.active_run is 'deployment that has the traffic; moves in one statement, only to a newer run';

create table ops.model_deployments (
  run_id         uuid primary key references ops.runs,
  project_id     uuid not null references ops.projects,
  endpoint_id    uuid not null references ops.endpoints,
  model          text not null,
  version        integer not null,
  model_digest   text not null,
  runtime_id     uuid not null references ops.runtimes,
  runtime_digest text not null,
  replicas       integer not null,
  state          text not null check (state in ('STARTING', 'SERVING', 'DRAINING', 'STOPPED', 'REPLACED', 'CANCELLED', 'FAILED')),
  created_at     timestamptz not null default now(),
  routed_at      timestamptz,
  ended_at       timestamptz
);
create index on ops.model_deployments (endpoint_id, run_id desc);
comment on column ops.model_deployments.routed_at is 'when it got the traffic for the first time; null: never served';

create table ops.replicas (
  run_id     uuid not null references ops.model_deployments,
  ordinal    integer not null check (ordinal >= 0),
  project_id uuid not null references ops.projects,
  host       text not null,
  attempt    integer not null,
  socket     text,
  socket_uid bigint,
  state      text not null check (state in ('STARTING', 'HEALTHY', 'UNHEALTHY', 'EXITED', 'STOPPED')),
  reason     text,
  restarts   integer not null default 0,
  log_offset bigint not null default 0,
  updated_at timestamptz not null default now(),
  primary key (run_id, ordinal)
);
comment on column ops.replicas.attempt is 'of the workload: words about an earlier process change nothing';
comment on column ops.replicas.socket is 'unix socket on the host, present from the first successful health check on';
comment on column ops.replicas.log_offset is 'how much of this process''s output is in ops.run_logs';

-- One row per endpoint, deployment and minute. Latencies are counts per bucket; bucket n holds what took up to 2^(n/4) * 50 µs.
create table ops.endpoint_usage (
  endpoint_id uuid not null references ops.endpoints,
  run_id      uuid not null references ops.runs,
  minute      timestamptz not null,
  project_id  uuid not null references ops.projects,
  requests    bigint not null,
  errors      bigint not null,
  refused     bigint not null,
  latency     bigint[] not null,
  primary key (endpoint_id, run_id, minute)
);
comment on column ops.endpoint_usage.errors is 'answers with status 5xx, and requests cut off';
comment on column ops.endpoint_usage.refused is 'answers with status 4xx';

grant select, insert on ops.endpoints, ops.model_deployments, ops.replicas, ops.endpoint_usage to ${app_role};
grant update (active_run, switched_at) on ops.endpoints to ${app_role};
grant update (state, replicas, routed_at, ended_at) on ops.model_deployments to ${app_role};
grant update (host, attempt, socket, socket_uid, state, reason, restarts, log_offset, updated_at) on ops.replicas to ${app_role};
grant update (requests, errors, refused, latency) on ops.endpoint_usage to ${app_role};
