-- Projects as last seen in Odoo.

create table odoo_seed.shadow_projects (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  odoo_id int not null,
  external_ref text,
  name text not null,
  company_name text,
  manager_email text,
  visibility text,
  allow_dependencies boolean,
  description text,
  date_start date,
  date_end date,
  sequence int,
  active boolean not null,
  odoo_write_at timestamptz not null,
  odoo_write_by text,
  translations jsonb not null default '{}',
  unreadable jsonb,
  observed_at timestamptz not null default now(),
  document jsonb not null generated always as (
    odoo_seed.observed_document(
      odoo_seed.project_document(
        name, company_name, manager_email, visibility, allow_dependencies,
        description, date_start, date_end, sequence, active
      ), unreadable
    )
  ) stored,
  primary key (binding, odoo_id)
);
comment on table odoo_seed.shadow_projects is
  'project.project as last read from Odoo: every project that carries an x_external_ref.';
comment on column odoo_seed.shadow_projects.translations is
  'The name of the project in the other languages that are active there, {"code": "name"}; the '
  'column name has it in the language of the seeds.';
comment on column odoo_seed.shadow_projects.odoo_write_by is
  'Login of the user who wrote the record last in Odoo.';
comment on column odoo_seed.shadow_projects.unreadable is
  'Fields that could not be read, {"field": why, or {"too_large": why}}: they are empty here, and '
  'no value in the document. Null: all could be read.';
create index shadow_projects_unreadable_idx on odoo_seed.shadow_projects (binding)
  where unreadable is not null;
create index shadow_projects_external_ref_idx on odoo_seed.shadow_projects (binding, external_ref);
alter table odoo_seed.shadow_projects enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.shadow_projects to service_role;
