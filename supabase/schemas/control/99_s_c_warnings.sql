-- What runs out or is late is told once, as an event, to whoever wants to know.

insert into ops.event_types (type, description)
values
  ('token.expiring', 'A token expires within two weeks, or has expired.'),
  ('binding.key_expiring', 'An API key in Odoo that a binding goes by expires within two weeks, '
    'or has expired.'),
  ('tenant.care_late', 'A probe, a measurement or a restore drill of a tenant is late.'),
  ('tenant.backup_late', 'A tenant has no backup as new as its plan says.'),
  ('binding.shadow_late', 'The Odoo of a binding was not read for too long.'),
  ('token.expiring_cleared', 'A token expires no more: it was renewed, or revoked.'),
  ('binding.key_expiring_cleared', 'An API key in Odoo expires no more: it was renewed, '
    'or is gone.'),
  ('tenant.care_late_cleared', 'Care of a tenant is late no more: it was taken, or is not due.'),
  ('tenant.backup_late_cleared', 'A tenant''s backup is late no more: one was taken, '
    'or none is due.'),
  ('binding.shadow_late_cleared', 'The Odoo of a binding was read again, or need not be.');

create table control.warnings (
  rule text not null,
  object text not null,
  subject text not null,
  tenant text,
  told_at timestamptz not null default clock_timestamp(),
  primary key (rule, object)
);
comment on table control.warnings is
  'Suggestions that were told as events and still stand. What stood and is over is told as '
  'cleared, and may be told again.';
comment on column control.warnings.subject is 'Of its event, and of the one that clears it.';
comment on column control.warnings.tenant is 'Of both; null: it is of none.';
alter table control.warnings enable row level security;
grant select, insert, update, delete, maintain on control.warnings to service_role;

create function control.event_of_rule(p_rule text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case p_rule
    when 'expiring_token' then 'token.expiring'
    when 'expiring_key' then 'binding.key_expiring'
    when 'late_care' then 'tenant.care_late'
    when 'stale_backup' then 'tenant.backup_late'
    when 'late_shadow' then 'binding.shadow_late'
  end
$$;
comment on function control.event_of_rule is
  'The type of event that a suggestion of a rule is told as; null for one that is only suggested.';

create function control.raise_warnings()
returns int
language plpgsql
set search_path = ''
as $$
declare
  warning record;
  told int := 0;
begin
  for warning in
    select s.rule, s.object, s.tenant, s.title, s.evidence, t.type,
      case split_part(t.type, '.', 1)
        when 'token' then 'tokens/' || (s.evidence ->> 'token_id')
        when 'binding' then 'bindings/' || s.object
        else 'tenants/' || s.tenant
      end as subject
    from control.v_suggestions s
    cross join lateral (select control.event_of_rule(s.rule) as type) t
    where t.type is not null
  loop
    insert into control.warnings (rule, object, subject, tenant)
    values (warning.rule, warning.object, warning.subject, warning.tenant)
    on conflict do nothing;
    continue when not found;
    perform ops.emit(warning.type, warning.subject,
      warning.evidence || jsonb_build_object('title', warning.title), warning.tenant);
    told := told + 1;
  end loop;
  return told;
end
$$;
comment on function control.raise_warnings is
  'Emits an event for each warning that was not told. Returns how many.';

create function control.clear_warnings()
returns int
language plpgsql
set search_path = ''
as $$
declare
  warning record;
  told int := 0;
begin
  for warning in
    delete from control.warnings w
    where not exists (
      select from control.v_suggestions s where (s.rule, s.object) = (w.rule, w.object)
    )
    returning w.*
  loop
    perform ops.emit(control.event_of_rule(warning.rule) || '_cleared', warning.subject,
      jsonb_build_object('object', warning.object, 'since', warning.told_at), warning.tenant);
    told := told + 1;
  end loop;
  return told;
end
$$;
comment on function control.clear_warnings is
  'Emits an event for each warning that was told and is over. Returns how many.';

create function control.tell_warnings()
returns int
language sql
set search_path = ''
as $$
  select control.raise_warnings() + control.clear_warnings()
$$;
comment on function control.tell_warnings is
  'Emits an event for each token and key that runs out, and each backup, shadow and other care '
  'that is late, once as long as it stands, and one when that is over. Returns how many.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-tell-warnings', '5 minutes', 'control.tell_warnings', '30 minutes');

revoke execute on function
  control.event_of_rule, control.raise_warnings, control.clear_warnings, control.tell_warnings
from public;
grant execute on function
  control.event_of_rule, control.raise_warnings, control.clear_warnings, control.tell_warnings
to service_role;
