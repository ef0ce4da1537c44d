-- Tasks as last seen in Odoo.

create table odoo_seed.shadow_tasks (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  odoo_id int not null,
  external_ref text,
  project_odoo_id int,
  project_ref text,
  name text not null,
  description text,
  stage_name text,
  tag_names text[] not null,
  assignee_emails text[] not null,
  planned_hours numeric,
  date_deadline timestamptz,
  sequence int,
  milestone_name text,
  parent_odoo_id int,
  parent_ref text,
  depends_on_odoo_ids int[] not null,
  depends_on_refs text[] not null default '{}',
  state text,
  active boolean not null,
  stage_odoo_id int,
  milestone_odoo_id int,
  tag_odoo_ids int[] not null default '{}',
  assignee_odoo_ids int[] not null default '{}',
  odoo_write_uid int,
  odoo_write_at timestamptz not null,
  odoo_write_by text,
  unreadable jsonb,
  observed_at timestamptz not null default now(),
  document jsonb not null generated always as (
    odoo_seed.observed_document(
      odoo_seed.task_document(
        name, project_ref, description, stage_name, tag_names, assignee_emails, planned_hours,
        date_deadline, sequence, milestone_name, parent_ref, depends_on_refs, active
      ), unreadable
    )
  ) stored,
  primary key (binding, odoo_id)
);
comment on table odoo_seed.shadow_tasks is
  'project.task as last read from Odoo: every task that carries an x_external_ref or sits in a '
  'project that does.';
comment on column odoo_seed.shadow_tasks.parent_ref is
  'x_external_ref of the parent, or "project.task,<id>" when the parent has none.';
comment on column odoo_seed.shadow_tasks.depends_on_refs is
  'x_external_refs of depends_on_odoo_ids, or "project.task,<id>" where one has none.';
comment on column odoo_seed.shadow_tasks.state is
  'Odoo''s own task state (17 and later); decides whether a task that depends on this one has to '
  'wait.';
comment on column odoo_seed.shadow_tasks.unreadable is 'As in shadow_projects.';
create index shadow_tasks_unreadable_idx on odoo_seed.shadow_tasks (binding)
  where unreadable is not null;
create index shadow_tasks_external_ref_idx on odoo_seed.shadow_tasks (binding, external_ref);
create index shadow_tasks_project_odoo_id_idx on odoo_seed.shadow_tasks (binding, project_odoo_id);
create index shadow_tasks_odoo_write_at_idx
  on odoo_seed.shadow_tasks (binding, odoo_write_at) include (odoo_id, odoo_write_uid);
create index shadow_tasks_parent_odoo_id_idx on odoo_seed.shadow_tasks (binding, parent_odoo_id)
  where parent_odoo_id is not null;
create index shadow_tasks_linked_idx on odoo_seed.shadow_tasks (binding, odoo_id)
  where parent_odoo_id is not null or parent_ref is not null or depends_on_odoo_ids <> '{}'
    or depends_on_refs <> '{}';
create index shadow_tasks_depends_on_odoo_ids_idx on odoo_seed.shadow_tasks
  using gin (depends_on_odoo_ids)
  where depends_on_odoo_ids <> '{}';
alter table odoo_seed.shadow_tasks enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.shadow_tasks to service_role;

create table odoo_seed.shadow_touched (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  odoo_id int not null,
  primary key (binding, odoo_id)
);
comment on table odoo_seed.shadow_touched is
  'Tasks that changed or were removed since the refs of parents and dependencies were last '
  'resolved.';
alter table odoo_seed.shadow_touched enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.shadow_touched to service_role;
