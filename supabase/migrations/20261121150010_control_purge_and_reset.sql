-- Three more things that can be asked: a restore drill, a new password for the administrator, and a purge.
set lock_timeout = '5s';
set statement_timeout = '60s';

insert into control.operation_kinds (kind, asked_by, needs_approval, compensates, needs_own_database, takes_database, runbook)
values
  ('restore_drill', array['platform_owner', 'platform_operator', 'provider', 'agent'], false, true, true, false, 'docs/runbooks/backups.md#restore-drill'),
  ('reset_password', array['platform_owner', 'platform_operator', 'provider', 'agent'], false, false, true, false, 'docs/runbooks/operation-failed.md#reset-password'),
  ('purge', array['platform_owner', 'agent'], true, false, false, true, 'docs/runbooks/operation-failed.md#purge');
update control.operation_kinds set compensates = true, runbook = 'docs/runbooks/backups.md#restore' where kind = 'restore';
update control.operation_kinds set runbook = 'docs/runbooks/backups.md#take' where kind = 'backup';
update control.operation_kinds set runbook = 'docs/runbooks/upgrade-image.md' where kind = 'upgrade_image';

-- A drill that fails says something of a backup and nothing of the tenant: that one stays as it is.
insert into control.tenant_transitions (operation, event, from_status, to_status)
select 'restore_drill', event, status, status
from unnest(array['start', 'succeed']) event, unnest(array['active', 'paused']) status
union all
values ('reset_password', 'start', 'active', 'active'), ('reset_password', 'succeed', 'active', 'active')
union all
select 'purge', e.event, s.status, case e.event
    when 'start' then s.status
    when 'succeed' then 'decommissioned'
    else 'error'
  end
from unnest(array['start', 'succeed', 'fail']) e (event),
  unnest(array['provisioning', 'active', 'paused', 'error', 'decommissioned']) s (status)
where e.event <> 'fail' or s.status <> 'decommissioned';

-- The way out of error for a tenant whose database is well, as after a restoration that was undone.
insert into control.tenant_transitions (operation, event, from_status, to_status)
values ('resume', 'start', 'error', 'error'), ('resume', 'succeed', 'error', 'active');

create function control.refuse_purge(p_tenant control.tenants, p_confirm text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_confirm is distinct from p_tenant.slug then
    raise exception 'Cannot purge tenant %: its slug was not typed', ops.quoted(p_tenant.slug)
      using errcode = 'OC123', hint = format('Confirm with the slug, %s: everything of the tenant goes, its backups too.', p_tenant.slug);
  end if;
  perform control.refuse_dependants(p_tenant);
end
$$;
comment on function control.refuse_purge is 'Raises OC123 unless the tenant''s slug was typed, OC106 for one that has living tenants below it.';

create table control.password_showings (
  tenant_id uuid not null references control.tenants,
  shown_at timestamptz not null default clock_timestamp(),
  shown_to control.actor_name not null,
  primary key (tenant_id, shown_at)
);
comment on table control.password_showings is
  'Who was shown the password of a tenant''s administrator, and when. It leaves Vault with that: from then on it is theirs.';
alter table control.password_showings enable row level security;
create trigger write_audit after insert or delete on control.password_showings
for each row execute function control.audit_change('tenant_id');

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
comment on function control.take_secret is 'A secret''s value, for the last time: it is deleted. Null where there is none.';

create function control.show_password(p_slug text, p_actor jsonb)
returns text
language plpgsql
set search_path = ''
as $$
declare
  tenant control.tenants;
  password text;
begin
  -- Two requests must not both be shown it.
  select * into tenant from control.tenants t where t.id = (control.find_tenant(p_slug)).id for no key update;
  p_actor := control.act_as(p_actor);
  perform control.admit(p_actor, 'reset_password', p_slug, tenant.parent_id);
  if p_actor ->> 'role' = 'agent' then
    raise exception 'Cannot show the password of tenant %: it is for people', ops.quoted(p_slug)
      using errcode = 'OC103', hint = 'A person has to ask for it.';
  elsif tenant.status not in ('active', 'paused') then
    raise exception 'Cannot show the password of tenant %: it is %', ops.quoted(p_slug), tenant.status
      using errcode = 'OC101', hint = 'The tenant has to be active or paused.';
  end if;
  password := control.take_secret('tenant/' || p_slug || '/odoo_admin');
  if password is not null then
    insert into control.password_showings (tenant_id, shown_to) values (tenant.id, p_actor ->> 'user');
    return password;
  elsif exists (select from control.password_showings where tenant_id = tenant.id) then
    raise exception 'Cannot show the password of tenant %: it was shown before', ops.quoted(p_slug)
      using errcode = 'OC122', hint = 'Ask for the operation reset_password; the new password can be shown once.';
  end if;
  raise exception 'Cannot show the password of tenant %: it has none of its own', ops.quoted(p_slug)
    using errcode = 'OC004', hint = 'Its Odoo is another tenant''s, or was there before the platform.';
end
$$;
comment on function control.show_password is
  'The generated password of a tenant''s administrator, once. Raises OC004, OC101, OC103, OC122 (shown before).';

create function control.note_image(p_operation uuid)
returns table (image text, image_tag text, odoo_version text)
language sql
set search_path = ''
as $$
  update control.tenants t
  set image_tag = w.image_tag
  from control.operations o
  join control.tenants here on here.id = o.tenant_id
  join control.infra_templates i on i.code = here.infra_template_code
  join control.tested_images w on w.infra_template_code = i.code and w.image_tag = o.input ->> 'image_tag'
  where o.id = p_operation and t.id = here.id
  returning split_part(i.docker_image_odoo, ':', 1), w.image_tag, w.odoo_version
$$;
comment on function control.note_image is
  'Writes down which image a tenant is to run on, and returns it with the version that its server will tell; no row when the tag is no longer tested.';

revoke execute on function control.refuse_purge, control.take_secret, control.show_password, control.note_image from public;
grant execute on function control.refuse_purge, control.take_secret, control.show_password, control.note_image to service_role;
grant all on control.password_showings to service_role;
