-- The only writers of runs, events and budgets: SECURITY DEFINER, and the application cannot write these tables by any other way.
-- Lock order is run, then budget (the run that is being admitted is nobody else's yet). Repeatable: edit in place, Flyway applies it again; a changed signature needs a `drop function if exists`.

-- One event as canonical JSON (RFC 8785).
create or replace function ops.event_record(p_run uuid, p_project uuid, p_seq integer, p_prev bytea, p_at timestamptz, p_actor text, p_type text, p_data text)
returns text language sql stable as $$
  select '{"actor":' || to_json(p_actor)::text || ',"at":"' || to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    || '","data":' || p_data || ',"prev":"' || encode(p_prev, 'hex') || '","project":"' || p_project || '","run":"' || p_run
    || '","seq":' || p_seq || ',"type":' || to_json(p_type)::text || '}'
$$;

-- Appends one event; the caller holds the run row. Returns the event's hash, the new head of the chain; null when the key is there.
create or replace function ops.append_locked(p_run uuid, p_project uuid, p_seq integer, p_prev bytea, p_actor text, p_type text, p_key text, p_data text)
returns bytea language plpgsql as $$
declare
  at timestamptz := clock_timestamp();
  record text := ops.event_record(p_run, p_project, p_seq, p_prev, at, p_actor, p_type, p_data);
  digest bytea := sha256(convert_to(record, 'UTF8'));
begin
  insert into ops.run_events (run_id, project_id, seq, type, key, at, record, hash) values (p_run, p_project, p_seq, p_type, p_key, at, record, digest)
    on conflict (run_id, key) do nothing;
  return case when found then digest end;
end $$;

-- How many more runs of a project may be under way; services, runs logged from outside and runs that wait for a person take no place.
create or replace function ops.free_places(p_project uuid) returns bigint language sql stable set search_path = ops, pg_temp as $$
  select p.max_runs - (select count(*) from ops.runs x where x.project_id = p.id and x.finished_at is null and x.state not in ('QUEUED', 'WAITING')
    and x.kind not in ('deployment', 'tracking', 'session', 'app')) from ops.projects p where p.id = p_project
$$;

-- Admission: one call, one commit. The run row, its claims, its reservation, its approvals and its first events appear together or not at all.
-- A refusal (given by the caller, or by a quota, or a budget that does not cover the reservation) is recorded as a FAILED run. Returns the
-- run: another one than p_run when the request id was used before. p_policy is what the project's policy makes of the request:
-- {"version", "rule" (which refused it), "limits", "claim", "approvals"}; another version in force by then is a serialization failure, and nothing is written.
drop function if exists ops.admit_run(uuid, uuid, text, text, text, text, uuid, text, text, text, integer, boolean, text[], numeric[], text, text, uuid, uuid, boolean, text);
create or replace function ops.admit_run(p_run uuid, p_project uuid, p_kind text, p_spec text, p_spec_sha256 text, p_summary text,
  p_user uuid, p_actor text, p_request_id text, p_request_sha256 text, p_priority integer, p_service boolean,
  p_units text[], p_amounts numeric[], p_refusal_code text, p_refusal_message text, p_reproduces uuid, p_schedule uuid, p_lineage_complete boolean, p_data text,
  p_policy text default '{}')
returns ops.runs language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  at timestamptz := clock_timestamp();
  code text := p_refusal_code;
  message text := p_refusal_message;
  policy jsonb := p_policy::jsonb;
  rule text := policy ->> 'rule';
  place boolean := true;
  short record;
  r ops.runs;
  first text;
  first_hash bytea;
  second_type text;
  second text;
begin
  -- Equal requests come one after the other, and a repeated one leaves before it locks anything a run in its end waits for.
  perform pg_advisory_xact_lock(7820004, hashtext(p_user::text || p_request_id));
  select * into r from ops.runs x where x.project_id = p_project and x.created_by = p_user and x.request_id = p_request_id;
  if found then return r; end if;
  if (policy ->> 'version')::int <> coalesce((select max(x.version) from ops.policies x where x.project_id = p_project), 0) then
    raise exception 'the policy of the project has changed' using errcode = 'serialization_failure';
  end if;

  if code is null and not p_service then
    -- One after the other: two that count at the same time would both take the last place.
    perform pg_advisory_xact_lock(7820002, hashtext(p_project::text));
    place := ops.free_places(p_project) > 0;
  end if;
  if code is null then
    select q.rule, q.message, 'QUOTA_EXCEEDED' into rule, message, code from ops.over_quota(p_project, p_user, policy) q;
  end if;
  if code is null then
    -- Always in this order, as finish_run does: two runs never wait for each other's budget rows.
    perform 1 from ops.budgets b where b.project_id = p_project and b.unit = any (p_units) order by b.unit for no key update;
    select u.unit, u.amount, coalesce(b.limit_amount - b.spent - b.reserved, 0) as available into short
      from unnest(p_units, p_amounts) as u(unit, amount) left join ops.budgets b on b.project_id = p_project and b.unit = u.unit
      where b.unit is null or b.spent + b.reserved + u.amount > b.limit_amount order by u.unit limit 1;
    if found then
      code := 'BUDGET_EXHAUSTED';
      message := format('The project has %s %s left but the run asks for %s: raise the budget of the project or lower the budget of the run.',
        trim_scale(short.available), short.unit, trim_scale(short.amount));
    end if;
  end if;

  r.last_seq := 1;
  first := ops.event_record(p_run, p_project, 1, decode(repeat('00', 32), 'hex'), at, p_actor, 'run.queued', p_data);
  first_hash := sha256(convert_to(first, 'UTF8'));
  r.last_hash := first_hash;
  r.state := case when code is not null then 'FAILED' when place then 'ADMITTED' else 'QUEUED' end;
  if r.state <> 'QUEUED' then
    second_type := case when code is null then 'run.admitted' else 'run.refused' end;
    second := ops.event_record(p_run, p_project, 2, first_hash, at, p_actor, second_type,
      case when code is null then '{}' else '{"code":' || to_json(code)::text || ',"message":' || to_json(message)::text
        || coalesce(',"policyVersion":' || (policy ->> 'version') || ',"rule":' || to_json(rule)::text, '') || '}' end);
    r.last_seq := 2;
    r.last_hash := sha256(convert_to(second, 'UTF8'));
  end if;

  insert into ops.runs (id, project_id, kind, state, spec, spec_sha256, summary, created_by, request_id, request_sha256, priority, reproduces, schedule_id,
    created_at, admitted_at, finished_at, failure_code, failure_message, history_sha256, lineage_complete, last_seq, last_hash,
    policy_version, refusal_rule, gated, cpus, memory_bytes, gpus)
  values (p_run, p_project, p_kind, r.state, p_spec, p_spec_sha256, p_summary, p_user, p_request_id, p_request_sha256, p_priority, p_reproduces, p_schedule,
    at, case when r.state = 'ADMITTED' then at end, case when code is not null then at end, code, message, case when code is not null then '' end,
    p_lineage_complete and code is null, r.last_seq, r.last_hash,
    (policy ->> 'version')::int, rule, code is null and coalesce(jsonb_array_length(policy -> 'approvals'), 0) > 0,
    coalesce((policy -> 'claim' ->> 'cpus')::numeric, 0), coalesce((policy -> 'claim' ->> 'memory')::bigint, 0), coalesce((policy -> 'claim' ->> 'gpus')::int, 0))
  returning * into r;

  if code is null then
    update ops.budgets b set reserved = b.reserved + u.amount from unnest(p_units, p_amounts) as u(unit, amount)
      where b.project_id = p_project and b.unit = u.unit;
    insert into ops.run_budgets (run_id, project_id, unit, reserved) select p_run, p_project, u.unit, u.amount from unnest(p_units, p_amounts) as u(unit, amount);
  end if;
  if r.gated then perform ops.ask_at_start(r, policy); end if;
  insert into ops.run_events (run_id, project_id, seq, type, key, at, record, hash)
    select p_run, p_project, 1, 'run.queued', 'queued', at, first, first_hash
    union all
    select p_run, p_project, 2, second_type, case when code is null then 'admitted' else 'final' end, at, second, r.last_hash where second is not null;
  return r;
end $$;

-- Whether a run may go on; writes nothing.
create or replace function ops.run_standing(p_run uuid, out state text, out cancel_requested boolean, out exhausted text)
returns setof record language sql stable security definer set search_path = ops, pg_temp as $$
  select r.state, r.cancel_requested_at is not null,
    (select min(b.unit) from ops.run_budgets b where b.run_id = r.id and b.spent >= b.reserved and b.reserved > 0)
  from ops.runs r where r.id = p_run
$$;

-- Appends events to a run that the caller holds and moves it to RUNNING if asked to; returns the row as the caller must store it. An event
-- whose key exists is skipped; a finished run takes late events, marked as such.
create or replace function ops.note_locked(r ops.runs, p_actor text, p_types text[], p_keys text[], p_data text[], p_running boolean)
returns ops.runs language plpgsql as $$
declare
  digest bytea;
begin
  if p_running and r.state in ('QUEUED', 'ADMITTED', 'WAITING') then
    r.last_seq := r.last_seq + 1;
    r.last_hash := ops.append_locked(r.id, r.project_id, r.last_seq, r.last_hash, p_actor, 'run.running', null, '{"attempt":' || r.attempt || '}');
    r.state := 'RUNNING';
    r.started_at := coalesce(r.started_at, clock_timestamp());
  end if;
  for i in 1 .. coalesce(array_length(p_types, 1), 0) loop
    digest := ops.append_locked(r.id, r.project_id, r.last_seq + 1, r.last_hash, p_actor,
      case when r.finished_at is not null and p_types[i] like 'step.%' then p_types[i] || '.late' else p_types[i] end, p_keys[i], p_data[i]);
    continue when digest is null;
    r.last_seq := r.last_seq + 1;
    r.last_hash := digest;
  end loop;
  return r;
end $$;

-- Records what happened in a run: any number of events and the move to RUNNING, in one call and one commit. Repeating a
-- call is harmless. States only move forward. Returns what the caller must obey.
create or replace function ops.record_events(p_run uuid, p_actor text, p_types text[], p_keys text[], p_data text[], p_running boolean,
  out state text, out cancel_requested boolean, out exhausted text)
language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  r ops.runs;
  seq integer;
begin
  select * into r from ops.runs x where x.id = p_run for no key update;
  if not found then raise exception 'no run %', p_run using errcode = 'no_data_found'; end if;
  seq := r.last_seq;
  r := ops.note_locked(r, p_actor, p_types, p_keys, p_data, p_running);
  if r.last_seq > seq then
    update ops.runs x set state = r.state, last_seq = r.last_seq, last_hash = r.last_hash, started_at = r.started_at where x.id = p_run;
  end if;
  state := r.state; cancel_requested := r.cancel_requested_at is not null;
  select b.unit into exhausted from ops.run_budgets b where b.run_id = p_run and b.spent >= b.reserved and b.reserved > 0 order by b.unit limit 1;
end $$;

-- Charges usage. A meter only grows and is told as a total, so that repeating a call, or two attempts measuring the same
-- process, never charge twice. Cost that arrives after the end still counts, as far as the project's limit allows. At 80 and 100 % of
-- what was reserved the run says so, once.
create or replace function ops.meter_run(p_run uuid, p_meter text, p_units text[], p_totals numeric[],
  out state text, out cancel_requested boolean, out exhausted text)
language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  r ops.runs;
  told record;
  before numeric;
  delta numeric;
  seq integer;
  head bytea;
  digest bytea;
begin
  select * into r from ops.runs x where x.id = p_run for no key update;
  if not found then raise exception 'no run %', p_run using errcode = 'no_data_found'; end if;
  state := r.state; cancel_requested := r.cancel_requested_at is not null;
  -- In the order in which admission and end lock the project's budgets.
  for told in select u.unit, u.total from unnest(p_units, p_totals) as u(unit, total) order by u.unit loop
    select m.total into before from ops.run_meters m where m.run_id = p_run and m.meter = p_meter and m.unit = told.unit;
    delta := told.total - coalesce(before, 0);
    continue when delta <= 0;
    insert into ops.run_meters (run_id, project_id, meter, unit, total) values (p_run, r.project_id, p_meter, told.unit, told.total)
      on conflict (run_id, meter, unit) do update set total = excluded.total;
    insert into ops.run_budgets (run_id, project_id, unit, reserved, spent) values (p_run, r.project_id, told.unit, 0, delta)
      on conflict (run_id, unit) do update set spent = run_budgets.spent + delta;
    if r.finished_at is not null then
      update ops.budgets b set spent = least(b.limit_amount - b.reserved, b.spent + delta) where b.project_id = r.project_id and b.unit = told.unit;
    end if;
  end loop;
  if r.finished_at is null then
    seq := r.last_seq; head := r.last_hash;
    for told in select b.unit, b.reserved, b.spent, p.percent from ops.run_budgets b, unnest(array[80, 100]) as p(percent)
      where b.run_id = p_run and b.unit = any (p_units) and b.reserved > 0 and b.spent * 100 >= b.reserved * p.percent order by b.unit, p.percent loop
      digest := ops.append_locked(p_run, r.project_id, seq + 1, head, 'workbench', 'budget.reached', 'budget/' || told.unit || '/' || told.percent,
        format('{"percent":%s,"reserved":"%s","spent":"%s","unit":"%s"}', told.percent, trim_scale(told.reserved), trim_scale(told.spent), told.unit));
      continue when digest is null;
      seq := seq + 1;
      head := digest;
    end loop;
    if seq > r.last_seq then update ops.runs x set last_seq = seq, last_hash = head where x.id = p_run; end if;
  end if;
  select b.unit into exhausted from ops.run_budgets b where b.run_id = p_run and b.spent >= b.reserved and b.reserved > 0 order by b.unit limit 1;
end $$;

-- Ends a run: the events of its last steps, terminal state, final event with what was spent, budget settled and released, run tokens
-- revoked. A second call changes nothing, but for events that are not on record yet.
drop function if exists ops.finish_run(uuid, text, text, text, text, text, text);
create or replace function ops.finish_run(p_run uuid, p_actor text, p_state text, p_code text, p_message text, p_result text, p_data text,
  p_types text[] default '{}', p_keys text[] default '{}', p_events text[] default '{}')
returns text language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  r ops.runs;
  spent text;
  digest bytea;
begin
  select * into r from ops.runs x where x.id = p_run for no key update;
  if not found then raise exception 'no run %', p_run using errcode = 'no_data_found'; end if;
  if r.finished_at is not null then
    perform ops.record_events(p_run, p_actor, p_types, p_keys, p_events, false);
    return r.state;
  end if;
  if p_state not in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'OUT_OF_BUDGET') then
    raise exception '% is not a terminal state', p_state using errcode = 'invalid_parameter_value';
  end if;
  -- Canonical JSON: "spent" sorts behind all that the caller may have put into p_data, units behind one another.
  select coalesce(string_agg(to_json(x.unit)::text || ':"' || trim_scale(x.spent) || '"', ',' order by x.unit), '') into spent
    from ops.run_budgets x where x.run_id = p_run;
  r := ops.note_locked(r, p_actor, p_types, p_keys, p_events, cardinality(p_types) > 0);
  digest := ops.append_locked(p_run, r.project_id, r.last_seq + 1, r.last_hash, p_actor, 'run.' || lower(p_state), 'final',
    left(p_data, -1) || case when p_data = '{}' then '' else ',' end || '"spent":{' || spent || '}}');
  update ops.runs x set state = p_state, started_at = r.started_at, finished_at = clock_timestamp(), failure_code = p_code, failure_message = p_message, result = p_result,
    lineage_complete = x.lineage_complete and p_state = 'SUCCEEDED', last_seq = r.last_seq + 1, last_hash = digest where x.id = p_run;
  -- In the order in which admission locks them.
  perform 1 from ops.budgets x where x.project_id = r.project_id order by x.unit for no key update;
  -- What a run used beyond its reservation before it was stopped counts too, as far as the limit and other reservations leave room.
  update ops.budgets x set reserved = x.reserved - b.reserved, spent = least(x.limit_amount - x.reserved + b.reserved, x.spent + b.spent)
    from ops.run_budgets b where b.run_id = p_run and x.project_id = r.project_id and x.unit = b.unit;
  update ops.api_keys k set revoked_at = clock_timestamp() where k.run_id = p_run and k.revoked_at is null;
  return p_state;
end $$;

-- QUEUED → ADMITTED: every project fills its free places, by priority and age. Returns how many were admitted.
create or replace function ops.admit_queued() returns integer language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  p record;
  r ops.runs;
  n integer := 0;
  free integer;
  digest bytea;
begin
  -- One dispatcher at a time: each takes the places of several projects.
  if not pg_try_advisory_xact_lock(7820003) then return 0; end if;
  for p in select distinct x.project_id from ops.runs x where x.state = 'QUEUED' and x.finished_at is null loop
    perform pg_advisory_xact_lock(7820002, hashtext(p.project_id::text));
    free := greatest(0, ops.free_places(p.project_id));
    for r in select * from ops.runs x where x.project_id = p.project_id and x.state = 'QUEUED' and x.finished_at is null
      order by x.priority, x.created_at limit free for no key update skip locked loop
      digest := ops.append_locked(r.id, r.project_id, r.last_seq + 1, r.last_hash, 'workbench', 'run.admitted', 'admitted', '{}');
      update ops.runs x set state = 'ADMITTED', admitted_at = clock_timestamp(), last_seq = r.last_seq + 1, last_hash = digest where x.id = r.id;
      n := n + 1;
    end loop;
  end loop;
  return n;
end $$;

-- The engine lost the run (an in-process engine was restarted): the next attempt may start.
create or replace function ops.next_attempt(p_run uuid, p_attempt integer, p_reason text) returns integer language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  r ops.runs;
  digest bytea;
begin
  select * into r from ops.runs x where x.id = p_run for no key update;
  if r.finished_at is not null or r.attempt <> p_attempt then return r.attempt; end if;
  digest := ops.append_locked(p_run, r.project_id, r.last_seq + 1, r.last_hash, 'workbench', 'run.restarted', null,
    '{"attempt":' || (r.attempt + 1) || ',"reason":' || to_json(p_reason)::text || '}');
  update ops.runs x set attempt = r.attempt + 1, last_seq = r.last_seq + 1, last_hash = digest where x.id = p_run;
  return r.attempt + 1;
end $$;

-- Asks a run to stop. Returns false when it has ended already.
create or replace function ops.request_cancel(p_run uuid, p_actor text, p_data text) returns boolean language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  r ops.runs;
  digest bytea;
begin
  select * into r from ops.runs x where x.id = p_run for no key update;
  if not found or r.finished_at is not null then return false; end if;
  if r.cancel_requested_at is not null then return true; end if;
  digest := ops.append_locked(p_run, r.project_id, r.last_seq + 1, r.last_hash, p_actor, 'run.cancel_requested', 'cancel', p_data);
  update ops.runs x set cancel_requested_at = clock_timestamp(), last_seq = r.last_seq + 1, last_hash = digest where x.id = p_run;
  return true;
end $$;

revoke all on all functions in schema ops from public;
grant execute on function ops.free_places, ops.admit_run, ops.run_standing, ops.record_events, ops.meter_run, ops.finish_run, ops.admit_queued, ops.next_attempt, ops.request_cancel to ${app_role};
