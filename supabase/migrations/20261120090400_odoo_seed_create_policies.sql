-- Field policies: who decides, and what follows for one field from three values.
set lock_timeout = '5s';
set statement_timeout = '60s';

create table odoo_seed.field_policies (
  model text not null,
  field text not null,
  policy text not null default 'enforce',
  empty_value jsonb not null default 'null',
  rewritten_by_odoo boolean not null default false,
  primary key (model, field),
  constraint policy_must_be_known check (policy in ('enforce', 'merge', 'initial', 'ignore'))
);
comment on table odoo_seed.field_policies is
  'Who decides about each field. enforce: the seed. merge: the seed''s change is written while Odoo still holds what was written last; where both have changed, it is a conflict. initial: the seed, at creation only. ignore: the field is never looked at.';
comment on column odoo_seed.field_policies.empty_value is 'What a cleared field looks like in a document.';
comment on column odoo_seed.field_policies.rewritten_by_odoo is
  'Odoo stores something else than it is sent (sanitised HTML): compare with what it made of it.';

insert into odoo_seed.field_policies (model, field, policy, empty_value, rewritten_by_odoo)
values
  ('project.project', 'name', 'enforce', 'null', false),
  ('project.project', 'company', 'enforce', 'null', false),
  ('project.project', 'manager', 'enforce', 'null', false),
  ('project.project', 'visibility', 'enforce', 'null', false),
  ('project.project', 'allow_dependencies', 'enforce', 'null', false),
  ('project.project', 'description', 'enforce', 'null', true),
  ('project.project', 'dates', 'enforce', 'null', false),
  ('project.project', 'sequence', 'enforce', '10', false),
  ('project.project', 'active', 'enforce', 'null', false),
  ('project.task', 'name', 'enforce', 'null', false),
  ('project.task', 'project', 'enforce', 'null', false),
  ('project.task', 'description', 'enforce', 'null', true),
  ('project.task', 'stage', 'merge', 'null', false),
  ('project.task', 'tags', 'enforce', '[]', false),
  ('project.task', 'assignees', 'merge', '[]', false),
  ('project.task', 'planned_hours', 'enforce', '0', false),
  ('project.task', 'deadline', 'enforce', 'null', false),
  ('project.task', 'sequence', 'enforce', '10', false),
  ('project.task', 'milestone', 'enforce', 'null', false),
  ('project.task', 'parent', 'enforce', 'null', false),
  ('project.task', 'depends_on', 'enforce', '[]', false),
  ('project.task', 'active', 'enforce', 'null', false);

create function odoo_seed.agrees(p_desired jsonb, p_observed jsonb, p_sent jsonb, p_echo jsonb)
returns boolean
language sql
immutable
parallel safe
return p_observed is not null
  and (p_sent is null or p_sent = p_desired or p_sent || p_desired = p_desired)
  and case
    when p_echo = '{}' or p_sent is distinct from p_desired then p_observed || p_desired = p_observed
    else jsonb_strip_nulls(p_observed || p_desired || p_echo) = p_observed
  end;
comment on function odoo_seed.agrees is
  'True when Odoo holds all that the seed says and nothing that an earlier seed set is left to clear: the short way past field by field. Its body is bound at creation and inlined; called, it cost 20 us a row.';

create function odoo_seed.agreement(p_desired jsonb, p_observed jsonb, p_sent jsonb, p_echo jsonb)
returns bigint
language sql
immutable
parallel safe
return hashint8extended(
  jsonb_hash_extended(p_desired, 0),
  hashint8extended(
    jsonb_hash_extended(p_observed, 0),
    hashint8extended(jsonb_hash_extended(p_sent, 0), jsonb_hash_extended(p_echo, 0))
  )
);
comment on function odoo_seed.agreement is
  'A digest of what agrees() looks at. Kept in applied.agreed once agrees() was true, it says so again.';

create function odoo_seed.field_verdict(
  p_policy text, p_desired jsonb, p_observed jsonb, p_sent jsonb, p_echo jsonb, p_empty jsonb, p_created_by_us boolean
)
returns text
language sql
immutable
parallel safe
return case
  when p_policy in ('initial', 'ignore') then 'unmanaged'
  when p_desired is null and coalesce(p_sent, p_empty) = p_empty then 'unmanaged'
  when coalesce(p_desired, p_empty) = coalesce(p_observed, p_empty) then 'same'
  when p_desired = p_sent and coalesce(p_observed, p_empty) = p_echo then 'same'
  when p_policy = 'enforce' then 'change'
  -- Unreadable: nobody's value, so that the seed's own repairs it.
  when jsonb_typeof(p_observed) = 'object' and p_observed ? 'unreadable' then 'change'
  when coalesce(p_desired, p_empty) = coalesce(p_sent, case when p_created_by_us then p_empty end) then 'kept'
  when coalesce(p_observed, p_empty) = coalesce(p_echo, p_sent, case when p_created_by_us then p_empty end)
    then 'change'
  else 'conflict'
end;
comment on function odoo_seed.field_verdict is
  'What follows for one field: same, change (the seed''s value is to be written), kept (people''s change stays), conflict (both moved), unmanaged (the seed says nothing).';

alter table odoo_seed.field_policies enable row level security;
grant all on all tables in schema odoo_seed to service_role;
revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;