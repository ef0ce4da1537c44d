-- Secrets of tenants: in Vault, by name, marked as ours.

create domain control.secret_name as text
constraint secret_must_be_somebodys
  check (value ~ '^(tenant|template|backup)/[a-z0-9_-]{1,63}/[a-z_]{1,63}$');
comment on domain control.secret_name is
  'Name of a Vault secret: tenant/<slug>/<what>, template/<database>/<what> or '
  'backup/<id>/<what>. The functions below use no other.';

create function control.secret_mark(p_name text)
returns text
language sql
stable
set search_path = ''
as $$
  select case split_part(p_name, '/', 1)
    when 'tenant' then 'Kept by the control plane for tenant '
      || (select t.id from control.tenants t where t.slug = split_part(p_name, '/', 2))
    else 'Kept by the control plane for ' || split_part(p_name, '/', 1) || ' '
      || split_part(p_name, '/', 2)
  end
$$;
comment on function control.secret_mark is
  'The description of a secret of ours, which says whose it is. Another secret of the same name '
  'is somebody else''s. Null for a tenant that is not stored.';

create function control.is_ours(p_name text, p_description text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce(p_description = control.secret_mark(p_name), false)
$$;
comment on function control.is_ours is
  'Whether a secret''s description says that it is ours, for the tenant, template or backup that '
  'has the name now.';

create function control.read_secret(p_name control.secret_name)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  -- Operators give their own templates' administrators by hand.
  select d.decrypted_secret
  from vault.secrets s
  join vault.decrypted_secrets d on d.id = s.id
  where s.name = p_name
    and (starts_with(p_name, 'template/') or control.is_ours(s.name, s.description))
$$;
comment on function control.read_secret is
  'A secret''s value; null if there is none, or if it is somebody else''s.';

create function control.keep_secret(p_name control.secret_name, p_value text)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  mark text := control.secret_mark(p_name);
begin
  if mark is null then
    raise exception 'Cannot keep secret %: there is no such tenant', ops.quoted(p_name)
      using errcode = 'OC004';
  end if;
  -- Two workers must not both store their own.
  perform pg_advisory_xact_lock(hashtext('control.keep_secret'), hashtext(p_name));
  if not exists (select from vault.secrets where name = p_name) then
    perform vault.create_secret(p_value, p_name, mark);
  elsif control.read_secret(p_name) is null then
    raise exception 'Cannot keep secret %: Vault has one of that name, which is somebody else''s',
      ops.quoted(p_name)
      using errcode = 'OC131', hint = 'Look whose it is, and give it another name.';
  end if;
  return control.read_secret(p_name);
end
$$;
comment on function control.keep_secret is
  'Stores a secret unless there is one of that name, and returns the stored value: a further try '
  'goes on with the first. Raises OC004 (no such tenant), OC131 (somebody else has a secret of '
  'that name).';

create function control.replace_secret(p_name control.secret_name, p_value text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform control.keep_secret(p_name, p_value);
  perform vault.update_secret(s.id, p_value)
  from vault.secrets s
  where s.name = p_name and control.is_ours(s.name, s.description);
end
$$;
comment on function control.replace_secret is
  'Stores a secret, also over an earlier one of ours. Raises as keep_secret.';

create function control.move_secret(p_from control.secret_name, p_to control.secret_name)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  moved text := control.read_secret(p_from);
begin
  if moved is not null then
    perform control.replace_secret(p_to, moved);
    delete from vault.secrets s where s.name = p_from and control.is_ours(s.name, s.description);
  end if;
  return moved is not null;
end
$$;
comment on function control.move_secret is
  'Puts a secret of ours in the place of another, at once. Returns whether there was one. Raises '
  'as keep_secret.';

create function control.take_secret(p_name control.secret_name)
returns text
language sql
security definer
set search_path = ''
as $$
  with taken as (
    select s.id, control.read_secret(p_name) as decrypted_secret
    from vault.secrets s
    where s.name = p_name and control.is_ours(s.name, s.description)
  ), gone as (
    delete from vault.secrets s using taken where s.id = taken.id
  )
  select decrypted_secret from taken
$$;
comment on function control.take_secret is
  'Returns a secret''s value and deletes it. Null if there is none.';

create function control.forget_secrets(p_owner text)
returns int
language sql
security definer
set search_path = ''
as $$
  with gone as (
    delete from vault.secrets s
    where starts_with(s.name, p_owner || '/') and control.is_ours(s.name, s.description)
    returning 1
  )
  select count(*)::int from gone
$$;
comment on function control.forget_secrets is
  'Deletes all secrets of ours for tenant/<slug>, template/<database> or backup/<id>, and none of '
  'somebody else''s. Returns how many.';

create function control.has_foreign_secrets(p_slug text)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select exists (
    select from vault.secrets s
    where starts_with(s.name, 'tenant/' || p_slug || '/')
      and not control.is_ours(s.name, s.description)
  )
$$;
comment on function control.has_foreign_secrets is
  'Whether Vault has secrets under a tenant''s name that are somebody else''s.';

revoke execute on function
  control.secret_mark, control.is_ours, control.read_secret, control.keep_secret,
  control.replace_secret, control.move_secret, control.take_secret, control.forget_secrets,
  control.has_foreign_secrets
from public;
grant execute on function
  control.secret_mark, control.is_ours, control.read_secret, control.keep_secret,
  control.replace_secret, control.move_secret, control.take_secret, control.forget_secrets,
  control.has_foreign_secrets
to service_role;
