-- The control plane's schema, and the words its tables share.

create schema control;
comment on schema control is
  'The control plane: tenants, what is asked of them (operations), how it is carried out '
  '(provisioning_jobs), and who did it (audit_logs).';
grant usage on schema control to service_role;

create domain control.code as text
constraint code_must_be_a_slug check (value ~ '^[a-z][a-z0-9_-]{0,62}$');
comment on domain control.code is 'A stable lower-case handle.';

create function control.touch()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end
$$;
comment on function control.touch is 'Sets updated_at.';

create function control.cut_to_base_url()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  new.odoo_url := ops.odoo_base_url(new.odoo_url);
  return new;
end
$$;
comment on function control.cut_to_base_url is
  'Cuts odoo_url to its base, so that one server is always spelled alike.';

revoke execute on function control.touch, control.cut_to_base_url from public;
