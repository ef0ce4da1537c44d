-- The password of a tenant's administrator is shown once.

create table control.password_showings (
  tenant_id uuid not null references control.tenants,
  shown_at timestamptz not null default clock_timestamp(),
  shown_to control.actor_name not null,
  primary key (tenant_id, shown_at)
);
comment on table control.password_showings is
  'Who was shown the password of a tenant''s administrator, and when. The password leaves Vault '
  'then: from then on it is theirs.';
alter table control.password_showings enable row level security;
grant select, insert, update, delete, maintain on control.password_showings to service_role;
create trigger write_audit after insert or delete on control.password_showings
for each row execute function control.audit_change('tenant_id');

create function control.show_password(p_slug text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  tenant control.tenants;
  actor jsonb;
  password text;
begin
  -- Two requests must not both be shown it.
  select *
  into tenant
  from control.tenants t
  where t.id = (control.find_tenant(p_slug)).id for no key update;
  actor := control.admit('reset_password', p_slug, tenant.parent_id);
  if actor ->> 'role' = 'agent' then
    raise exception 'Cannot show the password of tenant %: it is for people', ops.quoted(p_slug)
      using errcode = 'OC103', hint = 'A person has to ask for it.';
  elsif tenant.status not in ('active', 'paused') then
    raise exception 'Cannot show the password of tenant %: it is %', ops.quoted(p_slug),
      tenant.status
      using errcode = 'OC101', hint = 'The tenant has to be active or paused.';
  end if;
  password := control.take_secret('tenant/' || p_slug || '/odoo_admin');
  if password is not null then
    insert into control.password_showings (tenant_id, shown_to)
    values (tenant.id, actor ->> 'user');
    return password;
  elsif exists (select from control.password_showings where tenant_id = tenant.id) then
    raise exception 'Cannot show the password of tenant %: it was shown before', ops.quoted(p_slug)
      using errcode = 'OC122',
        hint = 'Ask for the operation reset_password; the new password can be shown once.';
  end if;
  raise exception 'Cannot show the password of tenant %: it has none of its own', ops.quoted(p_slug)
    using errcode = 'OC004',
      hint = 'Its Odoo is another tenant''s, or was there before the platform.';
end
$$;
comment on function control.show_password is
  'The generated password of a tenant''s administrator, once. Raises OC004, OC101, OC103, OC122 '
  '(shown before).';

revoke execute on function control.show_password from public;
grant execute on function control.show_password to service_role;
