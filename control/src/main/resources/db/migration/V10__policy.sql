-- Policy as code, quotas and approvals. Every row of these tables is written by one of the functions below.

create table ops.policies (
  project_id uuid not null references ops.projects,
  version    integer not null check (version > 0),
  yaml       text not null,
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  note       text not null default '',
  created_by uuid not null references ops.users,
  created_at timestamptz not null default clock_timestamp(),
  primary key (project_id, version)
);
comment on table ops.policies is 'what was in force from when on; the highest version counts, and a project without any has the default of its build, version 0';

create table ops.policy_answers (
  id         uuid primary key default gen_random_uuid(),
  project_id uuid not null references ops.projects,
  subject    text not null check (length(subject) between 1 and 200),
  question   text not null check (length(question) between 1 and 500),
  answer     text not null check (length(answer) between 1 and 4000),
  created_by uuid not null references ops.users,
  created_at timestamptz not null default clock_timestamp()
);
create index on ops.policy_answers (project_id, subject, question, created_at desc);
comment on column ops.policy_answers.subject is '"project", "run/<id>" or "model/<name>/<version>"; the latest answer counts';

create table ops.approvals (
  id         uuid primary key,
  project_id uuid not null references ops.projects,
  run_id     uuid references ops.runs,
  step       text not null,
  gate       text not null,
  policy_version integer not null,
  action     text not null,
  subject    text not null,
  digest     text not null check (digest ~ '^[0-9a-f]{64}$'),
  document   text not null,
  change     text not null,
  requester  uuid not null references ops.users,
  role       text not null check (role in ('EDITOR', 'ADMIN')),
  approvers  integer not null check (approvers between 1 and 10),
  state      text not null default 'PENDING' check (state in ('PENDING', 'APPROVED', 'REJECTED', 'EXPIRED', 'CANCELLED')),
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  closed_at  timestamptz,
  used_at    timestamptz
);
create index on ops.approvals (project_id, state, created_at desc);
create index on ops.approvals (run_id, step);
comment on column ops.approvals.digest is 'sha256 of document: exactly what is asked for, and nothing else, may be done once approved';
comment on column ops.approvals.change is 'for people: what differs from what was approved or deployed before';
comment on column ops.approvals.used_at is 'an approval of an action that is no run of its own is good for one time';

create table ops.approval_decisions (
  approval_id uuid not null references ops.approvals,
  project_id  uuid not null references ops.projects,
  user_id     uuid not null references ops.users,
  verdict     text not null check (verdict in ('APPROVE', 'REJECT')),
  reason      text not null,
  at          timestamptz not null default clock_timestamp(),
  primary key (approval_id, user_id)
);

alter table ops.runs
  add column policy_version integer,
  add column refusal_rule text,
  add column gated boolean not null default false,
  add column cpus numeric(10, 3) not null default 0,
  add column memory_bytes bigint not null default 0,
  add column gpus integer not null default 0;
create index runs_claims on ops.runs (project_id) where finished_at is null;
comment on column ops.runs.policy_version is 'policy under which it was admitted or refused; 0 = the default of the build';
comment on column ops.runs.refusal_rule is 'rule of the policy that refused it';
comment on column ops.runs.gated is 'must be approved before its work begins';
comment on column ops.runs.cpus is 'claimed while it is open, as memory_bytes and gpus are';

-- The next version of a project's policy; null when another one was written since the one the author had seen.
create function ops.put_policy(p_project uuid, p_seen integer, p_yaml text, p_sha256 text, p_note text, p_user uuid)
returns integer language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  latest integer;
begin
  perform pg_advisory_xact_lock(7820005, hashtext(p_project::text));
  select coalesce(max(p.version), 0) into latest from ops.policies p where p.project_id = p_project;
  if p_seen is not null and p_seen <> latest then return null; end if;
  insert into ops.policies (project_id, version, yaml, sha256, note, created_by) values (p_project, latest + 1, p_yaml, p_sha256, p_note, p_user);
  return latest + 1;
end $$;

-- The policy in force; no row when the default of the build is.
create function ops.current_policy(p_project uuid) returns setof ops.policies language sql stable security definer set search_path = ops, pg_temp as $$
  select * from ops.policies p where p.project_id = p_project order by p.version desc limit 1
$$;

create function ops.answer_question(p_project uuid, p_subject text, p_question text, p_answer text, p_user uuid)
returns void language sql security definer set search_path = ops, pg_temp as $$
  insert into ops.policy_answers (project_id, subject, question, answer, created_by) values (p_project, p_subject, p_question, p_answer, p_user)
$$;

-- The first quota that one more run would exceed, if any. Runs that claim at the same time come one after the other: the project's
-- lock is the one that admission takes for places.
create function ops.over_quota(p_project uuid, p_user uuid, p_policy jsonb, out rule text, out message text)
returns setof record language plpgsql set search_path = ops, pg_temp as $$
begin
  if coalesce(jsonb_array_length(p_policy -> 'limits'), 0) = 0 then return; end if;
  perform pg_advisory_xact_lock(7820002, hashtext(p_project::text));
  return query
    select 'quotas.' || l.scope || '.' || l.item,
      format('Open runs %s claim %s of %s %s, and this one asks for %s: wait until some have ended, or raise quotas.%s.%s of the policy.',
        case l.scope when 'member' then 'of yours' else 'of the project' end, trim_scale(u.used), trim_scale(l.most), l.item, trim_scale(a.asked), l.scope, l.item)
    from jsonb_to_recordset(p_policy -> 'limits') as l(scope text, item text, most numeric)
    cross join lateral (select coalesce((p_policy -> 'claim' ->> l.item)::numeric, 0) as asked) a
    cross join lateral (
      select coalesce(sum(case l.item when 'runs' then (x.kind <> 'tracking')::int when 'cpus' then x.cpus when 'memory' then x.memory_bytes when 'gpus' then x.gpus end), 0) as used
      from ops.runs x where x.project_id = p_project and x.finished_at is null and (l.scope = 'project' or x.created_by = p_user)) u
    where a.asked > 0 and u.used + a.asked > l.most
    order by l.scope desc, l.item limit 1;
end $$;

-- Asks for the approvals that gates demand before a run begins; part of its admission.
create function ops.ask_at_start(p_run ops.runs, p_policy jsonb) returns void language sql set search_path = ops, pg_temp as $$
  insert into ops.approvals (id, project_id, run_id, step, gate, policy_version, action, subject, digest, document, change, requester, role, approvers, expires_at)
  select a.id, p_run.project_id, p_run.id, 'start', a.gate, (p_policy ->> 'version')::int, a.action, a.subject, p_run.spec_sha256, p_run.spec, a.change,
    p_run.created_by, a.role, a.approvers, clock_timestamp() + make_interval(secs => a.seconds)
  from jsonb_to_recordset(p_policy -> 'approvals') as a(id uuid, gate text, action text, subject text, change text, role text, approvers integer, seconds integer)
$$;

-- Appends to the chain of a run whose row the caller holds.
create function ops.append_to(p_run uuid, p_actor text, p_type text, p_key text, p_data text) returns void language plpgsql set search_path = ops, pg_temp as $$
declare
  r ops.runs;
  digest bytea;
begin
  select * into r from ops.runs x where x.id = p_run for no key update;
  digest := ops.append_locked(p_run, r.project_id, r.last_seq + 1, r.last_hash, p_actor, p_type, p_key, p_data);
  if digest is not null then
    update ops.runs x set last_seq = r.last_seq + 1, last_hash = digest where x.id = p_run;
  end if;
end $$;

-- Asks for an approval outside of admission. The same question again (same run, step, gate and content) finds the one that is open, or that
-- was approved and not used yet.
create function ops.ask_approval(p_id uuid, p_project uuid, p_run uuid, p_step text, p_gate text, p_policy_version integer, p_action text, p_subject text,
  p_digest text, p_document text, p_change text, p_user uuid, p_actor text, p_role text, p_approvers integer, p_seconds integer)
returns ops.approvals language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  a ops.approvals;
begin
  perform pg_advisory_xact_lock(7820006, hashtext(p_project::text || p_step));
  select * into a from ops.approvals x where x.project_id = p_project and x.run_id is not distinct from p_run and x.step = p_step and x.gate = p_gate
    and x.digest = p_digest and x.used_at is null and x.state in ('PENDING', 'APPROVED') and x.expires_at > clock_timestamp() order by x.created_at desc limit 1;
  if found then return a; end if;
  insert into ops.approvals (id, project_id, run_id, step, gate, policy_version, action, subject, digest, document, change, requester, role, approvers, expires_at)
  values (p_id, p_project, p_run, p_step, p_gate, p_policy_version, p_action, p_subject, p_digest, p_document, p_change, p_user, p_role, p_approvers,
    clock_timestamp() + make_interval(secs => p_seconds)) returning * into a;
  if p_run is not null then
    perform ops.append_to(p_run, p_actor, 'approval.requested', null,
      format('{"approval":"%s","digest":"%s","gate":%s,"subject":%s}', a.id, a.digest, to_json(a.gate), to_json(a.subject)));
  end if;
  return a;
end $$;

-- An approval is used up by what it was asked for. False when it is not good (any more).
create function ops.use_approval(p_approval uuid, p_digest text) returns boolean language plpgsql security definer set search_path = ops, pg_temp as $$
begin
  update ops.approvals a set used_at = clock_timestamp()
    where a.id = p_approval and a.state = 'APPROVED' and a.used_at is null and a.digest = p_digest and a.expires_at > clock_timestamp();
  return found;
end $$;

-- Closes an approval without a decision. The caller holds the row, and that of its run.
create function ops.close_approval(p_approval ops.approvals, p_state text) returns void language plpgsql set search_path = ops, pg_temp as $$
begin
  update ops.approvals x set state = p_state, closed_at = clock_timestamp() where x.id = p_approval.id;
  if p_approval.run_id is not null then
    perform ops.append_to(p_approval.run_id, 'workbench', 'approval.' || lower(p_state), 'approval/' || p_approval.id || '/closed',
      format('{"approval":"%s","gate":%s}', p_approval.id, to_json(p_approval.gate)));
  end if;
end $$;

-- THE way to decide, and the only one: every door ends here. Returns what came of it; whoever is refused changes nothing (but an approval
-- whose time is over becomes EXPIRED). Lock order is run, then approval.
create function ops.decide_approval(p_approval uuid, p_user uuid, p_actor text, p_verdict text, p_reason text, out outcome text, out state text)
language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  a ops.approvals;
  held text;
begin
  select * into a from ops.approvals x where x.id = p_approval;
  if not found then outcome := 'UNKNOWN'; return; end if;
  perform 1 from ops.runs r where r.id = a.run_id for no key update;
  select * into a from ops.approvals x where x.id = p_approval for update;
  state := a.state;
  if a.requester = p_user then outcome := 'REQUESTER'; return; end if;
  -- Persons only: a service account acts for whoever holds its key.
  select case u.role when 'ADMIN' then 'ADMIN' when 'SERVICE' then null else m.role end into held
    from ops.users u left join ops.members m on m.user_id = u.id and m.project_id = a.project_id where u.id = p_user and u.disabled_at is null;
  if held is null or not (held = 'ADMIN' or held = a.role) then outcome := 'ROLE'; return; end if;
  if exists (select 1 from ops.approval_decisions d where d.approval_id = a.id and d.user_id = p_user) then outcome := 'TWICE'; return; end if;
  if a.state <> 'PENDING' then outcome := 'CLOSED'; return; end if;
  if a.expires_at <= clock_timestamp() then
    perform ops.close_approval(a, 'EXPIRED');
    outcome := 'EXPIRED'; state := 'EXPIRED';
    return;
  end if;
  insert into ops.approval_decisions (approval_id, project_id, user_id, verdict, reason) values (a.id, a.project_id, p_user, p_verdict, p_reason);
  if p_verdict = 'REJECT' then
    state := 'REJECTED';
  elsif (select count(*) from ops.approval_decisions d where d.approval_id = a.id and d.verdict = 'APPROVE') >= a.approvers then
    state := 'APPROVED';
  end if;
  if state <> a.state then
    update ops.approvals x set state = decide_approval.state, closed_at = clock_timestamp() where x.id = a.id;
  end if;
  if a.run_id is not null then
    perform ops.append_to(a.run_id, p_actor, 'approval.decided', 'approval/' || a.id || '/' || p_user,
      format('{"approval":"%s","digest":"%s","gate":%s,"reason":%s,"state":"%s","subject":%s,"verdict":"%s"}',
        a.id, a.digest, to_json(a.gate), to_json(p_reason), state, to_json(a.subject), p_verdict));
  end if;
  outcome := 'DECIDED';
end $$;

-- Where the approvals of a step of a run stand; a run with an open one is WAITING from now on. What nobody decided in time is expired here too.
create function ops.await_approvals(p_run uuid, p_step text, out state text, out expires_at timestamptz, out digest text, out reason text)
language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  r ops.runs;
  a ops.approvals;
begin
  select * into r from ops.runs x where x.id = p_run for no key update;
  if not found then raise exception 'no run %', p_run using errcode = 'no_data_found'; end if;
  for a in select * from ops.approvals x where x.run_id = p_run and x.step = p_step and x.state = 'PENDING' and x.expires_at <= clock_timestamp() order by x.id for update loop
    perform ops.close_approval(a, 'EXPIRED');
  end loop;
  -- What ends the waiting counts before what goes on waiting; no approval at all is none.
  select x.* into a from ops.approvals x where x.run_id = p_run and x.step = p_step
    order by array_position(array['REJECTED', 'EXPIRED', 'CANCELLED', 'PENDING', 'APPROVED'], x.state), x.expires_at limit 1;
  if not found then state := 'CANCELLED'; reason := 'nobody was asked'; return; end if;
  state := a.state; expires_at := a.expires_at; digest := a.digest;
  select format('%s by %s: %s', lower(a.state), u.name, d.reason) into reason
    from ops.approval_decisions d join ops.users u on u.id = d.user_id where d.approval_id = a.id and d.verdict = 'REJECT' limit 1;
  if a.state = 'PENDING' and r.finished_at is null and r.state <> 'WAITING' then
    perform ops.append_to(p_run, 'workbench', 'run.waiting', null, format('{"step":%s}', to_json(p_step)));
    update ops.runs x set state = 'WAITING' where x.id = p_run;
  end if;
end $$;

-- Nobody needs to decide on a run that has ended.
create function ops.cancel_approvals() returns trigger language plpgsql security definer set search_path = ops, pg_temp as $$
begin
  update ops.approvals a set state = 'CANCELLED', closed_at = clock_timestamp() where a.run_id = new.id and a.state = 'PENDING';
  return null;
end $$;
create trigger cancel_approvals after update of finished_at on ops.runs for each row
  when (old.finished_at is null and new.finished_at is not null) execute function ops.cancel_approvals();

revoke all on function ops.over_quota, ops.current_policy, ops.put_policy, ops.answer_question, ops.ask_at_start, ops.append_to, ops.ask_approval,
  ops.use_approval, ops.close_approval, ops.decide_approval, ops.await_approvals, ops.cancel_approvals from public;
grant select on ops.policies, ops.policy_answers, ops.approvals, ops.approval_decisions to ${app_role};
grant execute on function ops.over_quota, ops.current_policy, ops.put_policy, ops.answer_question, ops.ask_approval, ops.use_approval, ops.decide_approval, ops.await_approvals to ${app_role};

select ops.protect('ops.policies');
select ops.protect('ops.policy_answers');
select ops.protect('ops.approvals');
select ops.protect('ops.approval_decisions');
