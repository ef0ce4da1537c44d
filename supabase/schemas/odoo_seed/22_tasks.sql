-- Desired tasks.

create table odoo_seed.tasks (
  id uuid primary key default gen_random_uuid(),
  project_external_ref text not null references odoo_seed.projects (external_ref) on update cascade,
  external_ref odoo_seed.external_ref not null unique,
  name text not null,
  description text,
  description_format text not null default 'html',
  description_rendered text,
  rendered_from text,
  stage_name text default 'To Do',
  tag_names text[],
  assignee_email text,
  assignee_emails text[],
  depends_on_refs text[],
  parent_external_ref text
    references odoo_seed.tasks (external_ref) on update cascade deferrable initially deferred,
  milestone_name text,
  planned_hours numeric,
  date_deadline timestamptz,
  deadline_date date,
  sequence int,
  active boolean not null default true,
  odoo_task_id int,
  sync_error text,
  synced_at timestamptz,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default clock_timestamp(),
  document jsonb not null generated always as (
    odoo_seed.task_document(
      name, project_external_ref,
      odoo_seed.description_html(description, description_format, description_rendered), stage_name,
      tag_names,
      odoo_seed.assignee_set(assignee_email, assignee_emails), planned_hours, date_deadline,
      sequence,
      milestone_name, parent_external_ref, depends_on_refs, active
    )
  ) stored,
  constraint name_must_not_be_empty check (name ~ '\S'),
  constraint name_must_not_be_longer_than_1000 check (char_length(name) <= 1000),
  constraint stage_must_not_be_empty check (odoo_seed.name_key(stage_name) <> ''),
  constraint stage_must_not_be_longer_than_255 check (char_length(stage_name) <= 255),
  constraint milestone_must_not_be_empty check (odoo_seed.name_key(milestone_name) <> ''),
  constraint milestone_must_not_be_longer_than_255 check (char_length(milestone_name) <= 255),
  constraint description_must_not_be_longer_than_a_million
    check (char_length(description) <= 1000000),
  constraint description_format_must_be_known
    check (description_format in ('html', 'text', 'markdown')),
  constraint markdown_must_not_be_longer_than_500_kb
    check (description_format <> 'markdown' or octet_length(description) <= 500000),
  constraint deadline_must_be_said_once check (num_nonnulls(date_deadline, deadline_date) <= 1),
  constraint deadline_date_must_be_of_years_1000_to_9999
    check (deadline_date between '1000-01-02' and '9999-12-30'),
  constraint assignee_must_be_an_address check (assignee_email ~ '^[^\s@]+@[^\s@]+$'),
  constraint assignees_must_be_addresses
    check (array_position(assignee_emails, null) is null
      and cardinality(assignee_emails) = regexp_count(array_to_string(assignee_emails, ' '), '\S+')
      and array_to_string(assignee_emails, ' ') ~ '^([^\s@]+@[^\s@]+( [^\s@]+@[^\s@]+)*)?$'),
  constraint tags_must_not_be_empty
    check (array_position(tag_names, null) is null
      and not coalesce(document -> 'tags' ? '', false)),
  constraint dependencies_must_not_be_empty
    check (array_position(depends_on_refs, null) is null
      and array_position(depends_on_refs, '') is null),
  constraint task_must_not_depend_on_itself check (external_ref <> all (depends_on_refs)),
  constraint task_must_not_be_under_itself check (parent_external_ref <> external_ref),
  constraint assignees_must_not_be_longer_than_255
    check (char_length(assignee_email) <= 255
      and array_to_string(assignee_emails, ' ') !~ '\S{255}\S'),
  constraint tags_must_not_be_longer_than_255
    check (not document @@ 'exists($.tags[*] ? (@ like_regex "^.{255}." flag "s"))'),
  constraint dependencies_must_not_be_longer_than_255
    check (not document @@ 'exists($.depends_on[*] ? (@ like_regex "^.{255}." flag "s"))'),
  constraint planned_hours_must_not_be_negative check (planned_hours >= 0),
  -- NaN, which is above all numbers in PostgreSQL, and infinity are no numbers in JSON.
  constraint planned_hours_must_be_a_number_below_a_billion check (planned_hours < 1000000000),
  -- Odoo answers earlier years without their leading zeros, as some other date.
  constraint deadline_must_be_of_years_1000_to_9999
    check (date_deadline >= '1000-01-01 00:00:00Z' and date_deadline < '10000-01-01 00:00:00Z')
);
comment on table odoo_seed.tasks is
  'Desired tasks (project.task). A null column says nothing about Odoo; it clears what an earlier '
  'seed had set. An empty list says "none".';
comment on column odoo_seed.tasks.external_ref is 'Shared name: x_external_ref in Odoo.';
comment on column odoo_seed.tasks.stage_name is
  'Found by its normal form; missing stages are created and linked to the project. Null leaves '
  'the stage to people.';
comment on column odoo_seed.tasks.tag_names is
  'Found by their normal form; a missing tag is created in that form.';
comment on column odoo_seed.tasks.milestone_name is
  'Found in its project by its normal form; a missing one is created in that form.';
comment on column odoo_seed.tasks.assignee_emails is
  'Several assignees; taken together with assignee_email.';
comment on column odoo_seed.tasks.depends_on_refs is
  'Refs of the tasks that this one waits for. A ref that does not exist yet may be stored; the '
  'plan reports it until it does.';
comment on column odoo_seed.tasks.planned_hours is 'Hours; compared to two decimals.';
comment on column odoo_seed.tasks.description is 'As in projects.';
comment on column odoo_seed.tasks.description_format is 'As in projects.';
comment on column odoo_seed.tasks.description_rendered is 'As in projects.';
comment on column odoo_seed.tasks.rendered_from is 'As in projects.';
comment on column odoo_seed.tasks.date_deadline is
  'A moment, compared to the second, in UTC. A date that is put here is midnight, in the Americas '
  'the evening before: put dates into deadline_date.';
comment on column odoo_seed.tasks.deadline_date is
  'A deadline that is a date: the end of the working day (working_day_ends) in the binding''s '
  'time_zone. Instead of date_deadline.';
comment on column odoo_seed.tasks.odoo_task_id is 'Written by runs: the record in Odoo.';
comment on column odoo_seed.tasks.sync_error is
  'Written by runs: why the last one could not write this row; null when it did.';
comment on column odoo_seed.tasks.document is
  'The compared fields as one JSON value, generated by the database. A deadline_date is not in '
  'it: it is a moment only within a binding.';
create index tasks_changed_at_idx on odoo_seed.tasks (changed_at);
create index tasks_project_external_ref_idx on odoo_seed.tasks (project_external_ref);
create index tasks_parent_external_ref_idx on odoo_seed.tasks (parent_external_ref)
  where parent_external_ref is not null;
create index tasks_stage_name_idx on odoo_seed.tasks (stage_name) include (project_external_ref);
create index tasks_inactive_idx on odoo_seed.tasks (external_ref) include (project_external_ref)
  where not active;
create index tasks_sync_error_idx on odoo_seed.tasks (external_ref) where sync_error is not null;
create index tasks_to_render_idx on odoo_seed.tasks (external_ref)
  where description_format = 'markdown' and description is not null
    and rendered_from is distinct from md5(description);
create index tasks_depends_on_refs_idx on odoo_seed.tasks using gin (depends_on_refs)
  where depends_on_refs <> '{}';
alter table odoo_seed.tasks enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.tasks to service_role;
