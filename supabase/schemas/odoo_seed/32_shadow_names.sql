-- What seeds refer to by name, and what records are called in Odoo.

create table odoo_seed.shadow_names (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  kind text not null,
  name text not null,
  odoo_id int,
  shared_by text[],
  primary key (binding, kind, name),
  constraint kind_must_be_known check (kind in ('company', 'user')),
  constraint name_must_be_of_one_record_or_shared check (num_nonnulls(odoo_id, shared_by) = 1)
);
comment on table odoo_seed.shadow_names is
  'What seeds refer to by name and Odoo must already have: companies by the normal form of their '
  'name, and active internal users by lower-case login or address.';
comment on column odoo_seed.shadow_names.shared_by is
  'Logins of the users who share one address: it names none of them, so odoo_id is null.';
alter table odoo_seed.shadow_names enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.shadow_names to service_role;

create table odoo_seed.shadow_labels (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  kind text not null,
  odoo_id int not null,
  label text not null,
  active boolean not null default true,
  project_odoo_ids int[] not null default '{}',
  others text[] not null default '{}',
  primary key (binding, kind, odoo_id),
  constraint kind_must_be_known check (kind in ('stage', 'milestone', 'tag', 'user', 'company'))
);
comment on table odoo_seed.shadow_labels is
  'The names of the records that seeds refer to by name. A new name changes a task''s shadow '
  'although Odoo does not write the task.';
comment on column odoo_seed.shadow_labels.others is
  'Its different names in the other active languages, in normal form.';
comment on column odoo_seed.shadow_labels.project_odoo_ids is
  'The projects, seeded or not, that have the stage or the milestone; empty for tags, users and '
  'companies.';
create index shadow_labels_others_idx on odoo_seed.shadow_labels (binding) where others <> '{}';
alter table odoo_seed.shadow_labels enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.shadow_labels to service_role;
