-- The interface of Supabase Vault 0.3: https://github.com/supabase/vault
-- Secrets are encrypted at rest; unlike on Supabase the key lies beside them, in the same database, and only its owner reads it.
create table vault.root_key (key text not null);
insert into vault.root_key values (encode(@extschema:pgcrypto@.gen_random_bytes(32), 'hex'));

create function vault._crypto_aead_det_noncegen() returns bytea
language sql
set search_path = ''
as $$ select @extschema:pgcrypto@.gen_random_bytes(16) $$;

create function vault._crypto_aead_det_encrypt(
  message bytea, additional bytea, key_id bigint, context bytea default 'pgsodium', nonce bytea default null
) returns bytea
language sql
security definer
set search_path = ''
as $$ select @extschema:pgcrypto@.pgp_sym_encrypt_bytea($1, key, 'cipher-algo=aes256') from vault.root_key $$;

create function vault._crypto_aead_det_decrypt(
  message bytea, additional bytea, key_id bigint, context bytea default 'pgsodium', nonce bytea default null
) returns bytea
language sql
stable
security definer
set search_path = ''
as $$ select @extschema:pgcrypto@.pgp_sym_decrypt_bytea($1, key) from vault.root_key $$;

create table vault.secrets (
  id uuid primary key default gen_random_uuid(),
  name text,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea default vault._crypto_aead_det_noncegen(),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
create unique index secrets_name_idx on vault.secrets (name) where name is not null;

create view vault.decrypted_secrets as
select
  s.id, s.name, s.description, s.secret,
  convert_from(
    vault._crypto_aead_det_decrypt(decode(s.secret, 'base64'), convert_to(s.id::text, 'UTF8'), 0, 'pgsodium', s.nonce), 'UTF8'
  ) as decrypted_secret,
  s.key_id, s.nonce, s.created_at, s.updated_at
from vault.secrets s;

create function vault.create_secret(
  new_secret text,
  new_name text default null,
  new_description text default '',
  new_key_id uuid default null
) returns uuid
language sql
security definer
set search_path = ''
as $$
  insert into vault.secrets (secret, name, description)
  values (encode(vault._crypto_aead_det_encrypt(convert_to($1, 'UTF8'), '', 0), 'base64'), $2, $3)
  returning id
$$;

create function vault.update_secret(
  secret_id uuid,
  new_secret text default null,
  new_name text default null,
  new_description text default null,
  new_key_id uuid default null
) returns void
language sql
security definer
set search_path = ''
as $$
  update vault.secrets
  set
    secret = coalesce(encode(vault._crypto_aead_det_encrypt(convert_to($2, 'UTF8'), '', 0), 'base64'), secret),
    name = coalesce($3, name),
    description = coalesce($4, description),
    updated_at = current_timestamp
  where id = $1
$$;

revoke all on all functions in schema vault from public;

-- What Supabase adds as soon as the extension is there: secrets are written through the functions alone.
grant usage on schema vault to postgres with grant option;
grant usage on schema vault to service_role;
grant select, delete on vault.secrets, vault.decrypted_secrets to postgres with grant option;
grant select, delete on vault.secrets, vault.decrypted_secrets to service_role;
grant execute on function vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt
to postgres with grant option;
grant execute on function vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt to service_role;
