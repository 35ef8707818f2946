-- The only writers of ops.objects. They see references of all projects whoever asks: what somebody may not see must not be deleted either.

-- Says that these bytes are about to be stored and referred to. Bytes that are stored often are claimed once in a while only.
create or replace function ops.claim_object(p_sha256 text, p_bytes bigint) returns void
language plpgsql security definer set search_path = ops, pg_temp as $$
begin
  perform 1 from ops.objects o where o.sha256 = p_sha256 and o.bytes = p_bytes and o.damaged_at is null
    and o.claimed_at > clock_timestamp() - interval '10 minutes';
  if found then return; end if;
  insert into ops.objects (sha256, bytes) values (p_sha256, p_bytes)
    on conflict (sha256) do update set bytes = excluded.bytes, claimed_at = clock_timestamp(), damaged_at = null;
end $$;

-- Objects of the store that nobody ever claimed become known; they have their grace period from now on.
create or replace function ops.adopt_objects(p_sha256 text[], p_bytes bigint[]) returns bigint
language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  n bigint;
begin
  insert into ops.objects (sha256, bytes) select u.sha256, u.bytes from unnest(p_sha256, p_bytes) as u(sha256, bytes) on conflict do nothing;
  get diagnostics n = row_count;
  update ops.objects o set bytes = u.bytes from unnest(p_sha256, p_bytes) as u(sha256, bytes) where o.sha256 = u.sha256 and o.bytes = 0 and u.bytes > 0;
  return n;
end $$;

-- A condition on o.sha256: nothing refers to it.
create or replace function ops.unreferenced_condition() returns text language sql stable security definer set search_path = ops, pg_temp as $$
  select string_agg(format('not exists (select 1 from %s r where r.%I = o.sha256)', c.table_name, c.column_name), ' and ') from ops.object_columns c
$$;

-- Objects that nobody has claimed since then and nothing refers to. Specs and results of runs may name digests too (the lock of an
-- environment): they never change, so that looking at them here is enough.
create or replace function ops.unreferenced_objects(p_before timestamptz) returns table (sha256 text, bytes bigint)
language plpgsql security definer set search_path = ops, pg_temp as $$
begin
  return query execute format('
    with loose as materialized (select o.sha256, o.bytes from ops.objects o where o.claimed_at < $1 and %s),
    named as materialized (select distinct m[1] as sha256 from ops.runs r, regexp_matches(r.spec || coalesce(r.result, ''''), ''[0-9a-f]{64}'', ''g'') m
      where exists (select 1 from loose))
    select l.sha256, l.bytes from loose l where not exists (select 1 from named n where n.sha256 = l.sha256) order by l.sha256',
    ops.unreferenced_condition()) using p_before;
end $$;

-- Forgets an object if it is garbage still; nobody can claim it or refer to it before the caller's transaction ends, in which the caller
-- deletes the bytes. False when somebody has or does just now.
create or replace function ops.drop_object(p_sha256 text, p_before timestamptz) returns boolean
language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  loose boolean;
begin
  perform 1 from ops.objects o where o.sha256 = p_sha256 and o.claimed_at < p_before for update skip locked;
  if not found then return false; end if;
  execute 'select ' || ops.unreferenced_condition() || ' from ops.objects o where o.sha256 = $1' into loose using p_sha256;
  if not loose then return false; end if;
  delete from ops.objects o where o.sha256 = p_sha256;
  return true;
end $$;

-- True for whoever is the first to find it so.
create or replace function ops.damage_object(p_sha256 text) returns boolean
language plpgsql security definer set search_path = ops, pg_temp as $$
begin
  update ops.objects o set damaged_at = clock_timestamp() where o.sha256 = p_sha256 and o.damaged_at is null;
  return found;
end $$;

-- Digests of these that something refers to, and that a store which has not got them misses.
create or replace function ops.missing_objects(p_present text[]) returns table (sha256 text)
language plpgsql security definer set search_path = ops, pg_temp as $$
begin
  return query execute format('select o.sha256 from ops.objects o where o.sha256 <> all ($1) and o.claimed_at < clock_timestamp() - interval ''10 minutes''
    and not (%s) order by o.sha256', ops.unreferenced_condition()) using p_present;
end $$;

revoke all on all functions in schema ops from public;
grant execute on function ops.claim_object, ops.adopt_objects, ops.unreferenced_objects, ops.drop_object, ops.damage_object, ops.missing_objects to ${app_role};
