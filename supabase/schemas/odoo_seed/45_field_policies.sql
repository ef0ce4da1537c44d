-- Who decides about each field.

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
  'Who decides about each field. enforce: the seed. merge: the seed''s change is written while '
  'Odoo still holds what was written last; where both have changed, it is a conflict. initial: '
  'the seed, at creation only. ignore: the field is never looked at.';
comment on column odoo_seed.field_policies.empty_value is
  'What a cleared field looks like in a document.';
comment on column odoo_seed.field_policies.rewritten_by_odoo is
  'Odoo stores something else than it is sent (sanitised HTML): compare with the echo.';
alter table odoo_seed.field_policies enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.field_policies to service_role;

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
