-- Sites (EX-10): one address of its own for each service that people open in a browser, who may enter it, and where its requests go now.
-- Front doors read sites and targets from here, and write usage here.

create table ops.sites (
  id         uuid primary key,
  label      text not null unique check (label ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  project_id uuid not null references ops.projects,
  kind       text not null,
  name       text not null check (length(name) between 1 and 200),
  owner      uuid not null references ops.users,
  access     text not null check (access in ('OWNER', 'MEMBERS', 'SIGNED_IN', 'PUBLIC')),
  wakes      boolean not null,
  framed     boolean not null,
  state      text not null default 'STARTING' check (state in ('STARTING', 'RUNNING', 'ASLEEP', 'STOPPED', 'CRASHED')),
  reason     text,
  opened_at  timestamptz not null default now(),
  closed_at  timestamptz,
  last_request_at timestamptz,
  unique (project_id, kind, name)
);
comment on column ops.sites.label is 'first part of the host name; another one when a closed site is opened by somebody else, since browsers keep what an origin left';
comment on column ops.sites.wakes is 'a request starts the service when nothing answers';
comment on column ops.sites.framed is 'the console shows it inside a page of its own';

create table ops.site_targets (
  site_id    uuid not null references ops.sites,
  run_id     uuid not null references ops.runs,
  name       text not null,
  project_id uuid not null references ops.projects,
  attempt    integer not null,
  socket     text not null,
  socket_uid bigint not null,
  weight     integer not null check (weight >= 0),
  key_id     uuid references ops.data_keys,
  headers    bytea,
  primary key (site_id, run_id, name)
);
comment on column ops.site_targets.headers is 'what requests carry to this target, such as the service''s own token: JSON, AES-256-GCM, bound to site, run, name and attempt';

create table ops.site_codes (
  hash       bytea primary key,
  site_id    uuid not null references ops.sites,
  project_id uuid not null references ops.projects,
  user_id    uuid not null references ops.users,
  key_id     uuid references ops.api_keys,
  sign_in_id uuid references ops.sign_ins on delete cascade,
  path       text not null,
  expires_at timestamptz not null
);
comment on table ops.site_codes is 'good once, for a minute: what a browser shows to get a cookie of the site';

create table ops.site_sessions (
  id         uuid primary key,
  hash       bytea not null unique,
  site_id    uuid not null references ops.sites,
  project_id uuid not null references ops.projects,
  user_id    uuid not null references ops.users,
  key_id     uuid references ops.api_keys,
  sign_in_id uuid references ops.sign_ins on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index on ops.site_sessions (site_id);
create index on ops.site_sessions (sign_in_id) where sign_in_id is not null;
comment on table ops.site_sessions is 'browsers that entered; a session ends with the key or the sign-in it came from';

-- One row per site, target's run and front door: what is open there. A door that says nothing any more has nothing open.
create table ops.site_doors (
  site_id    uuid not null references ops.sites,
  run_id     uuid not null references ops.runs,
  door       uuid not null,
  project_id uuid not null references ops.projects,
  open       integer not null,
  seen_at    timestamptz not null default now(),
  primary key (site_id, run_id, door)
);

-- As ops.endpoint_usage. Latency is until the end of the answer; WebSockets count in sockets only.
create table ops.site_usage (
  site_id    uuid not null references ops.sites,
  run_id     uuid not null references ops.runs,
  minute     timestamptz not null,
  project_id uuid not null references ops.projects,
  requests   bigint not null,
  errors     bigint not null,
  refused    bigint not null,
  sockets    bigint not null,
  bytes_in   bigint not null,
  bytes_out  bigint not null,
  latency    bigint[] not null,
  primary key (site_id, run_id, minute)
);

-- THE rule who may enter a site, for every door: the owner or a member, whoever has an account, or everybody. Whoever lost the
-- membership is no longer let in as owner either.
create function ops.may_visit(p_site uuid, p_user uuid) returns boolean language sql stable set search_path = ops, pg_temp as $$
  select coalesce((
    select s.access = 'PUBLIC' or (u.id is not null and case s.access
        when 'SIGNED_IN' then true
        when 'OWNER' then u.id = s.owner and (u.role = 'ADMIN' or m.user_id is not null)
        else u.role = 'ADMIN' or m.user_id is not null end)
    from ops.sites s
    join ops.projects p on p.id = s.project_id and p.archived_at is null
    left join ops.users u on u.id = p_user and u.disabled_at is null
    left join ops.members m on m.project_id = s.project_id and m.user_id = u.id
    where s.id = p_site and s.closed_at is null), false)
$$;

alter table ops.data_keys drop constraint data_keys_purpose_check,
  add constraint data_keys_purpose_check check (purpose in ('SECRETS', 'PAYLOADS', 'SITES'));

revoke all on function ops.may_visit from public;
grant execute on function ops.may_visit to ${app_role};
grant select, insert on ops.sites, ops.site_targets, ops.site_codes, ops.site_sessions, ops.site_doors, ops.site_usage to ${app_role};
grant update (label, owner, access, wakes, framed, state, reason, opened_at, closed_at, last_request_at) on ops.sites to ${app_role};
grant update (open, seen_at) on ops.site_doors to ${app_role};
grant update (requests, errors, refused, sockets, bytes_in, bytes_out, latency) on ops.site_usage to ${app_role};
grant delete on ops.site_targets, ops.site_codes, ops.site_sessions, ops.site_doors to ${app_role};

select ops.protect('ops.sites');
select ops.protect('ops.site_targets');
select ops.protect('ops.site_codes');
select ops.protect('ops.site_sessions');
select ops.protect('ops.site_doors');
select ops.protect('ops.site_usage');
