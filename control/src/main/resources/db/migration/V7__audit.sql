-- Audit (GOV-6): what does not happen inside a run has a log of its own, in the same form as the runs' (V1): append-only,
-- hash-chained, one chain per project and one for the installation.

create table ops.audit_chains (
  chain      uuid primary key,
  project_id uuid unique references ops.projects,
  last_seq   bigint not null default 0,
  last_hash  bytea not null default decode(repeat('00', 32), 'hex'),
  check (chain = coalesce(project_id, '00000000-0000-0000-0000-000000000000'::uuid))
) with (fillfactor = 50);
comment on table ops.audit_chains is 'Heads of the chains. The chain of the installation has no project and the nil UUID.';

create table ops.audit_events (
  chain      uuid not null references ops.audit_chains,
  seq        bigint not null,
  project_id uuid references ops.projects,
  type       text not null,
  actor      text not null,
  subject    text not null,
  at         timestamptz not null,
  record     text not null,
  hash       bytea not null,
  primary key (chain, seq)
);
comment on table ops.audit_events is 'Append-only. record is canonical JSON (RFC 8785) and holds the hash of the record before it; hash = sha256(record).';
comment on column ops.audit_events.subject is 'what was done to, such as "users/ana" or "runs/<id>"';
create index on ops.audit_events (at);
create index on ops.audit_events (project_id, at);
create index on ops.audit_events (actor, at);
create index on ops.audit_events (type, at);

create function ops.append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;

create trigger no_change before update or delete on ops.audit_events for each row execute function ops.append_only();
create trigger no_truncate before truncate on ops.audit_events for each statement execute function ops.append_only();
create trigger no_removal before delete on ops.audit_chains for each row execute function ops.append_only();
create trigger no_truncate before truncate on ops.audit_chains for each statement execute function ops.append_only();

grant select on ops.audit_chains, ops.audit_events to ${app_role};
