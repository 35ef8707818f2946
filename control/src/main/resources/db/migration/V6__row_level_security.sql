-- Below the application: a query that forgets its WHERE shows nothing foreign (GOV-3). Each transaction says for whom it asks:
-- wbx.scope is 'user' (wbx.user says which) or 'workbench' (its own work: workers, background loops); wbx.project narrows either to one
-- project. Saying nothing is an error, not an empty answer. Only SQL of the application runs as ${app_role}: these settings can be set by
-- whoever writes SQL, so SQL of users never runs on such a connection.

create function ops.asking_scope() returns text language plpgsql stable set search_path = ops, pg_temp as $$
declare
  scope text := current_setting('wbx.scope', true);
begin
  if scope is null or scope not in ('user', 'workbench') then
    raise exception 'nobody is asking: open a transaction within an access scope' using errcode = 'insufficient_privilege';
  end if;
  return scope;
end $$;

-- The user who asks; null for the workbench itself.
create function ops.asking_user() returns uuid language sql stable set search_path = ops, pg_temp as $$
  select case ops.asking_scope() when 'user' then current_setting('wbx.user')::uuid end
$$;

-- Whether all projects are seen: the workbench or an admin, not narrowed to one project.
create function ops.sees_all() returns boolean language sql stable security definer set search_path = ops, pg_temp as $$
  select coalesce(current_setting('wbx.project', true), '') = ''
    and (ops.asking_scope() = 'workbench'
      or exists (select 1 from ops.users u where u.id = ops.asking_user() and u.role = 'ADMIN' and u.disabled_at is null))
$$;

-- The projects that are seen: those of the asking user's memberships, or the one it is narrowed to, if that may be seen.
create function ops.seen_projects() returns uuid[] language plpgsql stable security definer set search_path = ops, pg_temp as $$
declare
  asker uuid := ops.asking_user();
  project uuid := nullif(current_setting('wbx.project', true), '')::uuid;
  r text;
begin
  if asker is null then return array[project]; end if;
  select u.role into r from ops.users u where u.id = asker and u.disabled_at is null;
  if r is null then return '{}'; end if;
  if project is null then return coalesce((select array_agg(m.project_id) from ops.members m where m.user_id = asker), '{}'); end if;
  if r = 'ADMIN' or exists (select 1 from ops.members m where m.project_id = project and m.user_id = asker) then return array[project]; end if;
  return '{}';
end $$;

-- Puts a table with a column project_id under the policy. The owner's own functions (admission, events, end of a run) see everything
-- by a policy that says so, since FORCE binds the owner too.
create function ops.protect(p_table regclass, p_project text default 'project_id') returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', p_table);
  execute format('alter table %s force row level security', p_table);
  execute format('create policy owner_functions on %s to %I using (true) with check (true)', p_table, current_user);
  execute format('create policy seen on %s to ${app_role} using ((select ops.sees_all()) or %I = any ((select ops.seen_projects())::uuid[]))',
    p_table, p_project);
end $$;

do $$
declare
  t regclass;
begin
  perform ops.protect('ops.projects', 'id');
  for t in select c.oid::regclass from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'project_id' and not a.attisdropped
    where c.relnamespace = 'ops'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'api_keys' loop
    perform ops.protect(t);
  end loop;
  -- A partition read directly would be bound by its own policies only: nobody may.
  for t in select c.oid::regclass from pg_class c where c.relnamespace = 'ops'::regnamespace and c.relispartition and c.relkind = 'r' loop
    execute format('revoke all on %s from ${app_role}', t);
  end loop;
end $$;

-- Keys belong to people; those of runs carry a project only to be good for nothing else.
alter table ops.api_keys enable row level security;
alter table ops.api_keys force row level security;
create policy owner_functions on ops.api_keys to current_user using (true) with check (true);
create policy seen on ops.api_keys to ${app_role}
  using ((select ops.asking_scope()) = 'workbench' or (select ops.sees_all()) or user_id = (select ops.asking_user()));

revoke all on function ops.asking_scope, ops.asking_user, ops.sees_all, ops.seen_projects, ops.protect from public;
grant execute on function ops.asking_scope, ops.asking_user, ops.sees_all, ops.seen_projects to ${app_role};
