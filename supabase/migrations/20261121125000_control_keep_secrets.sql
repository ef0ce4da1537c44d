-- Secrets of tenants and templates: in Vault alone, by names that say whose they are.
set lock_timeout = '5s';
set statement_timeout = '60s';

create domain control.secret_name as text
constraint secret_must_be_somebodys check (value ~ '^(tenant|template|backup)/[a-z0-9_-]{1,63}/[a-z_]{1,63}$');
comment on domain control.secret_name is
  'Name of a Vault secret: tenant/<slug>/<what>, template/<database>/<what> or backup/<id>/<what>. The functions below reach no other.';

create function control.read_secret(p_name control.secret_name)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select decrypted_secret from vault.decrypted_secrets where name = p_name
$$;
comment on function control.read_secret is 'A secret''s value, or null.';

create function control.keep_secret(p_name control.secret_name, p_value text)
returns text
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Two workers must not both store their own.
  perform pg_advisory_xact_lock(hashtext('control.keep_secret'), hashtext(p_name));
  if not exists (select from vault.secrets where name = p_name) then
    perform vault.create_secret(p_value, p_name);
  end if;
  return (select decrypted_secret from vault.decrypted_secrets where name = p_name);
end
$$;
comment on function control.keep_secret is
  'Stores a secret unless there is one of that name, and returns the one that is kept: whoever comes again goes on with the first.';

create function control.replace_secret(p_name control.secret_name, p_value text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform control.keep_secret(p_name, p_value);
  perform vault.update_secret(id, p_value) from vault.secrets where name = p_name;
end
$$;
comment on function control.replace_secret is 'Stores a secret, also over an earlier one.';

create function control.forget_secrets(p_slug text)
returns int
language sql
security definer
set search_path = ''
as $$
  with gone as (delete from vault.secrets where starts_with(name, 'tenant/' || p_slug || '/') returning 1)
  select count(*)::int from gone
$$;
comment on function control.forget_secrets is 'Deletes all secrets of a tenant. Returns how many.';

revoke execute on function control.read_secret, control.keep_secret, control.replace_secret, control.forget_secrets from public;
grant execute on function control.read_secret, control.keep_secret, control.replace_secret, control.forget_secrets to service_role;
