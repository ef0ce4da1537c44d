-- Tokens with which machines call the API.

create function control.are_scopes(p_scopes text[])
returns boolean
language sql
immutable
parallel safe
set search_path = ''
as $$
  select p_scopes <> '{}' and coalesce(bool_and(scope ~ '^(\*|[a-z]+\.(\*|[a-z_]+))$'), false)
  from unnest(p_scopes) scope
$$;
comment on function control.are_scopes is
  'Whether each is a permission ("operations.pause"), all of a resource ("operations.*") or all '
  '("*").';

create table control.api_tokens (
  id uuid primary key default gen_random_uuid(),
  name control.actor_name not null,
  kind text not null,
  role text,
  tenant_id uuid references control.tenants,
  made_by uuid references auth.users on delete set null,
  person_id uuid references auth.users on delete cascade,
  scopes text[] not null default '{*}',
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  last_used_at timestamptz,
  constraint name_must_not_be_taken unique (name),
  constraint name_must_not_be_an_address check (name !~ '@'),
  constraint kind_must_be_known check (kind in ('service', 'agent')),
  constraint role_must_be_known check (role in (
    'platform_owner', 'platform_operator', 'finance_owner', 'owner', 'admin', 'manager', 'member',
    'viewer'
  )),
  constraint role_must_have_its_place check (
    (tenant_id is null)
    = (role is null or role in ('platform_owner', 'platform_operator', 'finance_owner'))
  ),
  constraint service_has_a_role_and_agent_a_person check (
    (kind = 'service') = (role is not null) and (kind = 'agent') = (person_id is not null)
  ),
  constraint scopes_must_be_permissions check (control.are_scopes(scopes))
);
comment on table control.api_tokens is
  'Machines that call the API. A service has a role of its own; an agent acts for a person, and '
  'may at most what that person may.';
comment on column control.api_tokens.name is
  'How the audit log names the machine; no address, so that none passes for a person.';
comment on column control.api_tokens.role is
  'Of a service: its role on the platform, or in tenant_id.';
comment on column control.api_tokens.scopes is
  'The permissions that it uses at most: "operations.pause", "operations.*" or "*".';
comment on column control.api_tokens.last_used_at is 'To within a minute.';
create index on control.api_tokens (tenant_id);
create index on control.api_tokens (person_id);
create index on control.api_tokens (made_by);
comment on column control.api_tokens.made_by is
  'Who has it: what it asks for, they do not approve.';
alter table control.api_tokens enable row level security;
grant select, insert, update, delete, maintain on control.api_tokens to service_role;
create trigger write_audit after insert or delete on control.api_tokens
for each row execute function control.audit_change('name');
-- Its use alone is no change.
create trigger write_audit_update after update on control.api_tokens
for each row when (
  to_jsonb(old) - 'last_used_at' is distinct from to_jsonb(new) - 'last_used_at'
)
execute function control.audit_change('name');

create table control.api_token_secrets (
  hash bytea primary key,
  token_id uuid not null references control.api_tokens on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint hash_must_be_sha256 check (length(hash) = 32),
  constraint expiry_must_follow_creation check (expires_at > created_at),
  constraint secret_must_be_valid_for_a_year_at_most
    check (expires_at < created_at + interval '367 days')
);
comment on table control.api_token_secrets is
  'The secrets that a token goes by: one, and while it is rotated two. Only their digests '
  '(SHA-256) are stored.';
create index on control.api_token_secrets (token_id);
alter table control.api_token_secrets enable row level security;
grant select, insert, update, delete, maintain on control.api_token_secrets to service_role;

create function control.guard_secrets()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform from control.api_tokens where id = new.token_id for no key update;
  delete from control.api_token_secrets
  where token_id = new.token_id and expires_at <= clock_timestamp();
  if (select count(*) from control.api_token_secrets where token_id = new.token_id) > 2 then
    raise exception 'Cannot add a secret to token %: it has two',
      (select ops.quoted(name) from control.api_tokens where id = new.token_id)
      using errcode = 'OC108', hint = 'Let the older one expire, or revoke the token.';
  end if;
  return null;
end
$$;
comment on function control.guard_secrets is
  'Refuses (OC108) a third secret that is valid, and removes those that are not.';
create trigger two_secrets_a_token after insert on control.api_token_secrets
for each row execute function control.guard_secrets();

create function control.add_secret(p_token_id uuid, p_valid_for interval)
returns text
language plpgsql
set search_path = ''
as $$
declare
  secret text := 'ocp_' || encode(extensions.gen_random_bytes(32), 'hex');
begin
  insert into control.api_token_secrets (hash, token_id, expires_at)
  values (sha256(convert_to(secret, 'UTF8')), p_token_id, clock_timestamp() + p_valid_for);
  return secret;
end
$$;
comment on function control.add_secret is
  'A new secret of a token; only this answer has it. Raises OC108 when the token has two.';

revoke execute on function
  control.are_scopes, control.guard_secrets, control.add_secret
from public;
grant execute on function control.are_scopes, control.add_secret to service_role;
