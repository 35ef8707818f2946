-- Who signs in and for how long: people of other issuers, sign-ins of our own issuer with their refresh tokens, keys with scopes.
-- None of these tables belongs to a project. Tokens are kept as hashes only.

create table ops.user_subjects (
  issuer       text not null,
  subject      text not null,
  user_id      uuid not null references ops.users,
  created_at   timestamptz not null default now(),
  signed_in_at timestamptz not null,
  primary key (issuer, subject)
);
create index on ops.user_subjects (user_id);
comment on table ops.user_subjects is 'a person of another issuer is issuer and subject, never a name or an address';
comment on column ops.user_subjects.signed_in_at is 'when the newest token seen was issued; an older one changes nothing';

create table ops.sign_ins (
  id             uuid primary key,
  user_id        uuid not null references ops.users,
  client         text not null,
  redirect_uri   text not null,
  code_challenge text not null,
  created_at     timestamptz not null default now(),
  ended_at       timestamptz
);
create index on ops.sign_ins (user_id) where ended_at is null;
comment on table ops.sign_ins is 'one use of the embedded issuer by one client; every token of it dies with it';

create table ops.sign_in_tokens (
  hash       bytea primary key,
  sign_in_id uuid not null references ops.sign_ins on delete cascade,
  kind       text not null check (kind in ('CODE', 'REFRESH')),
  issued_at  timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index on ops.sign_in_tokens (sign_in_id);
comment on column ops.sign_in_tokens.used_at is 'each is good once; a second use ends the sign-in, since one of the two users stole it';

create table ops.browser_sessions (
  hash       bytea primary key,
  user_id    uuid not null references ops.users,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index on ops.browser_sessions (user_id);

create table ops.signing_keys (
  id          text primary key,
  public_key  bytea not null,
  private_key bytea not null,
  created_at  timestamptz not null default now()
);
comment on column ops.signing_keys.private_key is 'PKCS #8, encrypted (AES-256-GCM) under a key derived from the master secret';

alter table ops.api_keys
  add column scopes       text[],
  add column created_by   uuid references ops.users,
  add column last_used_at timestamptz;
create index on ops.api_keys (user_id) where run_id is null;
comment on column ops.api_keys.scopes is 'permissions the key is limited to; null: everything its owner may';
comment on column ops.api_keys.last_used_at is 'to the minute';

grant select on ops.user_subjects, ops.sign_ins, ops.sign_in_tokens, ops.browser_sessions, ops.signing_keys to ${app_role};
grant insert on ops.user_subjects, ops.sign_ins, ops.sign_in_tokens, ops.browser_sessions, ops.signing_keys to ${app_role};
grant update (signed_in_at) on ops.user_subjects to ${app_role};
grant update (ended_at) on ops.sign_ins to ${app_role};
grant update (used_at) on ops.sign_in_tokens to ${app_role};
grant delete on ops.sign_ins, ops.sign_in_tokens, ops.browser_sessions to ${app_role};
grant delete on ops.members to ${app_role};
