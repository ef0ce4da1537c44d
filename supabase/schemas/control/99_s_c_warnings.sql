-- What runs out or is late is told once, as an event, to whoever wants to know.

insert into ops.event_types (type, description)
values
  ('token.expiring', 'A token expires within two weeks, or has expired.'),
  ('binding.key_expiring', 'An API key in Odoo that a binding goes by expires within two weeks, '
    'or has expired.'),
  ('tenant.care_late', 'A probe, a measurement or a restore drill of a tenant is late.'),
  ('tenant.backup_late', 'A tenant has no backup as new as its plan says.'),
  ('binding.shadow_late', 'The Odoo of a binding was not read for too long.');

create table control.warnings (
  rule text not null,
  object text not null,
  told_at timestamptz not null default clock_timestamp(),
  primary key (rule, object)
);
comment on table control.warnings is
  'Suggestions that were told as events and still stand. What stood and is over may be told again.';
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

create function control.tell_warnings()
returns int
language plpgsql
set search_path = ''
as $$
declare
  warning record;
  told int := 0;
begin
  for warning in
    select s.rule, s.object, s.tenant, s.title, s.evidence from control.v_suggestions s
    where control.event_of_rule(s.rule) is not null
  loop
    insert into control.warnings (rule, object) values (warning.rule, warning.object)
    on conflict do nothing;
    continue when not found;
    perform ops.emit(control.event_of_rule(warning.rule),
      case split_part(control.event_of_rule(warning.rule), '.', 1)
        when 'token' then 'tokens/' || (warning.evidence ->> 'token_id')
        when 'binding' then 'bindings/' || warning.object
        else 'tenants/' || warning.tenant
      end, warning.evidence || jsonb_build_object('title', warning.title), warning.tenant);
    told := told + 1;
  end loop;
  delete from control.warnings w
  where not exists (select from control.v_suggestions s
    where (s.rule, s.object) = (w.rule, w.object));
  return told;
end
$$;
comment on function control.tell_warnings is
  'Emits an event for each token and key that runs out, and each backup, shadow and other care '
  'that is late, once as long as it stands. Returns how many.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-tell-warnings', '5 minutes', 'control.tell_warnings', '30 minutes');

revoke execute on function control.event_of_rule, control.tell_warnings from public;
grant execute on function control.event_of_rule, control.tell_warnings to service_role;
