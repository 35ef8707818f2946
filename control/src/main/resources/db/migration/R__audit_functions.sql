-- The only writers of the audit log: SECURITY DEFINER, as those of R__run_functions.

-- One audit event as canonical JSON (RFC 8785).
create or replace function ops.audit_record(p_project uuid, p_seq bigint, p_prev bytea, p_at timestamptz, p_actor text, p_type text, p_subject text, p_data text)
returns text language sql stable as $$
  select '{"actor":' || to_json(p_actor)::text || ',"at":"' || to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    || '","data":' || p_data || ',"prev":"' || encode(p_prev, 'hex') || '","project":' || coalesce('"' || p_project || '"', 'null')
    || ',"seq":' || p_seq || ',"subject":' || to_json(p_subject)::text || ',"type":' || to_json(p_type)::text || '}'
$$;

-- Appends to the chain of a project, or of the installation when p_project is null; returns the event's number. Holds the chain until
-- the end of the transaction: to be called last in it, after the locks of run and budget.
create or replace function ops.append_audit(p_project uuid, p_actor text, p_type text, p_subject text, p_data text) returns bigint
language plpgsql security definer set search_path = ops, pg_temp as $$
declare
  place uuid := coalesce(p_project, '00000000-0000-0000-0000-000000000000'::uuid);
  head ops.audit_chains;
  time timestamptz;
  text_of text;
  digest bytea;
begin
  select * into head from ops.audit_chains c where c.chain = place for no key update;
  if not found then
    insert into ops.audit_chains (chain, project_id) values (place, p_project) on conflict (chain) do nothing;
    select * into head from ops.audit_chains c where c.chain = place for no key update;
  end if;
  time := clock_timestamp();
  text_of := ops.audit_record(p_project, head.last_seq + 1, head.last_hash, time, p_actor, p_type, p_subject, p_data);
  digest := sha256(convert_to(text_of, 'UTF8'));
  insert into ops.audit_events (chain, seq, project_id, type, actor, subject, at, record, hash)
    values (place, head.last_seq + 1, p_project, p_type, p_actor, p_subject, time, text_of, digest);
  update ops.audit_chains c set last_seq = head.last_seq + 1, last_hash = digest where c.chain = place;
  return head.last_seq + 1;
end $$;

-- Appends the checkpoint with the number given, unless it is there: of several workers one wins. True when it was appended.
create or replace function ops.append_checkpoint(p_seq bigint, p_at timestamptz, p_statement text, p_key text, p_signature bytea,
  p_logs text[], p_chains uuid[], p_projects uuid[], p_seqs bigint[], p_hashes bytea[]) returns boolean
language plpgsql security definer set search_path = ops, pg_temp as $$
begin
  insert into ops.audit_checkpoints (seq, at, statement, key_id, signature) values (p_seq, p_at, p_statement, p_key, p_signature) on conflict do nothing;
  if not found then return false; end if;
  insert into ops.audit_heads (checkpoint, log, chain, project_id, seq, hash)
    select p_seq, h.log, h.chain, h.project, h.seq, h.hash from unnest(p_logs, p_chains, p_projects, p_seqs, p_hashes) as h(log, chain, project, seq, hash);
  return true;
end $$;

revoke all on all functions in schema ops from public;
grant execute on function ops.append_audit, ops.append_checkpoint to ${app_role};
