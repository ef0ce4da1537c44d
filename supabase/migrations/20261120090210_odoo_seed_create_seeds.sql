-- Desired state: programmes, projects and tasks, with every bad state refused at the door.
set lock_timeout = '5s';
set statement_timeout = '60s';

create domain odoo_seed.external_ref as text
  constraint ref_must_not_be_empty_or_padded check (not odoo_seed.is_padded(value))
  constraint ref_must_not_be_longer_than_255 check (char_length(value) <= 255);
comment on domain odoo_seed.external_ref is
  'The name of a record that Postgres and Odoo share (x_external_ref there). Both index it, and an index takes no more than 2,700 bytes.';

create table odoo_seed.programs (
  id uuid primary key default gen_random_uuid(),
  slug odoo_seed.external_ref not null unique,
  name text not null,
  program_type text not null default 'ppm',
  parent_slug text references odoo_seed.programs (slug) on update cascade deferrable initially deferred,
  description text,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  constraint name_must_not_be_empty check (name ~ '\S'),
  constraint program_type_must_be_known check (program_type in ('ppm', 'okr', 'logframe', 'portfolio')),
  constraint program_must_not_be_its_own_parent check (parent_slug <> slug)
);
comment on table odoo_seed.programs is 'Programmes, portfolios, objectives: what projects belong to. They stay in Postgres.';
comment on column odoo_seed.programs.active is 'False keeps the programme for the record; its projects are not touched by it.';

create table odoo_seed.projects (
  id uuid primary key default gen_random_uuid(),
  program_slug text references odoo_seed.programs (slug) on update cascade,
  external_ref odoo_seed.external_ref not null unique,
  name text not null,
  company_name text not null,
  manager_email text,
  visibility text not null default 'employees',
  allow_dependencies boolean not null default true,
  description text,
  description_format text not null default 'html',
  description_rendered text,
  rendered_from text,
  date_start date,
  date_end date,
  sequence int,
  active boolean not null default true,
  tenant_slug text,
  account_slug text,
  sync_enabled boolean not null default true,
  odoo_project_id int,
  sync_error text,
  synced_at timestamptz,
  created_at timestamptz not null default now(),
  document jsonb not null generated always as (
    odoo_seed.project_document(
      name, company_name, manager_email, visibility, allow_dependencies,
      odoo_seed.description_html(description, description_format, description_rendered), date_start, date_end, sequence, active
    )
  ) stored,
  constraint name_must_not_be_empty check (odoo_seed.name_key(name) <> ''),
  constraint name_must_not_be_longer_than_1000 check (char_length(name) <= 1000),
  constraint company_must_not_be_empty check (odoo_seed.name_key(company_name) <> ''),
  constraint company_must_not_be_longer_than_255 check (char_length(company_name) <= 255),
  constraint description_must_not_be_longer_than_a_million check (char_length(description) <= 1000000),
  constraint description_format_must_be_known check (description_format in ('html', 'text', 'markdown')),
  constraint markdown_must_not_be_longer_than_500_kb
    check (description_format <> 'markdown' or octet_length(description) <= 500000),
  constraint manager_must_be_an_address check (manager_email ~ '^[^\s@]+@[^\s@]+$'),
  constraint manager_must_not_be_longer_than_255 check (char_length(manager_email) <= 255),
  constraint visibility_must_be_known
    check (visibility in ('followers', 'invited_users', 'employees', 'portal')),
  constraint dates_must_be_both_or_none check (num_nonnulls(date_start, date_end) in (0, 2)),
  constraint dates_must_be_in_order check (date_start <= date_end),
  constraint dates_must_be_of_years_1000_to_9999 check (
    date_start between '1000-01-01' and '9999-12-31' and date_end between '1000-01-01' and '9999-12-31')
);
comment on table odoo_seed.projects is
  'Desired projects (project.project). A null column says nothing about Odoo; it clears what an earlier seed had set.';
comment on column odoo_seed.projects.external_ref is 'Shared name: x_external_ref in Odoo.';
comment on column odoo_seed.projects.name is 'Compared, and written, in its normal form: see name_key().';
comment on column odoo_seed.projects.company_name is 'Name of a company in Odoo, found by its normal form. A missing one blocks the project.';
comment on column odoo_seed.projects.description is
  'A million characters at most. 5 MB are read of Odoo at once, and a longer text that Odoo keeps as HTML might never come back.';
comment on column odoo_seed.projects.description_format is
  'What description is: html (Odoo drops what is no tag it knows, as <ben@example.com>), text (every character shows in Odoo) or markdown (CommonMark with tables, 500 kB at most; HTML in it shows as text).';
comment on column odoo_seed.projects.description_rendered is 'Written by runs: the HTML of a description in Markdown, as made from rendered_from.';
comment on column odoo_seed.projects.rendered_from is 'Written by runs: MD5 of the description that description_rendered was made from.';
comment on column odoo_seed.projects.date_end is 'Odoo keeps project dates as a pair and drops half a pair: give both or none.';
comment on column odoo_seed.projects.tenant_slug is 'Picks the binding, after project and account: see ops.resolve_odoo_binding.';
comment on column odoo_seed.projects.sync_enabled is 'False: the project and its tasks are left alone in Odoo.';
comment on column odoo_seed.projects.odoo_project_id is 'Written by runs: the record in Odoo.';
comment on column odoo_seed.projects.sync_error is 'Written by runs: why the last one could not bring this row across; null when it did.';
comment on column odoo_seed.projects.document is 'The compared fields as one JSON value, kept by the database.';

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
  document jsonb not null generated always as (
    odoo_seed.task_document(
      name, project_external_ref,
      odoo_seed.description_html(description, description_format, description_rendered), stage_name, tag_names,
      odoo_seed.assignee_set(assignee_email, assignee_emails), planned_hours, date_deadline, sequence,
      milestone_name, parent_external_ref, depends_on_refs, active
    )
  ) stored,
  constraint name_must_not_be_empty check (name ~ '\S'),
  constraint name_must_not_be_longer_than_1000 check (char_length(name) <= 1000),
  constraint stage_must_not_be_empty check (odoo_seed.name_key(stage_name) <> ''),
  constraint stage_must_not_be_longer_than_255 check (char_length(stage_name) <= 255),
  constraint milestone_must_not_be_empty check (odoo_seed.name_key(milestone_name) <> ''),
  constraint milestone_must_not_be_longer_than_255 check (char_length(milestone_name) <= 255),
  constraint description_must_not_be_longer_than_a_million check (char_length(description) <= 1000000),
  constraint description_format_must_be_known check (description_format in ('html', 'text', 'markdown')),
  constraint markdown_must_not_be_longer_than_500_kb
    check (description_format <> 'markdown' or octet_length(description) <= 500000),
  constraint deadline_must_be_said_once check (num_nonnulls(date_deadline, deadline_date) <= 1),
  constraint deadline_date_must_be_of_years_1000_to_9999 check (deadline_date between '1000-01-02' and '9999-12-30'),
  constraint assignee_must_be_an_address check (assignee_email ~ '^[^\s@]+@[^\s@]+$'),
  constraint assignees_must_be_addresses
    check (array_position(assignee_emails, null) is null
      and cardinality(assignee_emails) = regexp_count(array_to_string(assignee_emails, ' '), '\S+')
      and array_to_string(assignee_emails, ' ') ~ '^([^\s@]+@[^\s@]+( [^\s@]+@[^\s@]+)*)?$'),
  constraint tags_must_not_be_empty
    check (array_position(tag_names, null) is null and not coalesce(document -> 'tags' ? '', false)),
  constraint dependencies_must_not_be_empty
    check (array_position(depends_on_refs, null) is null and array_position(depends_on_refs, '') is null),
  constraint task_must_not_depend_on_itself check (external_ref <> all (depends_on_refs)),
  constraint task_must_not_be_under_itself check (parent_external_ref <> external_ref),
  constraint assignees_must_not_be_longer_than_255
    check (char_length(assignee_email) <= 255 and array_to_string(assignee_emails, ' ') !~ '\S{255}\S'),
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
  'Desired tasks (project.task). A null column says nothing about Odoo; it clears what an earlier seed had set. An empty list says "none".';
comment on column odoo_seed.tasks.external_ref is 'Shared name: x_external_ref in Odoo.';
comment on column odoo_seed.tasks.stage_name is 'Found by its normal form; missing stages are created and linked to the project. Null: the stage is people''s business.';
comment on column odoo_seed.tasks.tag_names is 'Found by their normal form, which a missing one is created in.';
comment on column odoo_seed.tasks.milestone_name is 'Found in its project by its normal form, which a missing one is created in.';
comment on column odoo_seed.tasks.assignee_emails is 'Several assignees; taken together with assignee_email.';
comment on column odoo_seed.tasks.depends_on_refs is
  'Refs of the tasks this one waits for. A ref that is not there yet may be stored; the plan reports it until it is.';
comment on column odoo_seed.tasks.planned_hours is 'Hours; compared to two decimals.';
comment on column odoo_seed.tasks.description is 'As in projects.';
comment on column odoo_seed.tasks.description_format is 'As in projects.';
comment on column odoo_seed.tasks.description_rendered is 'As in projects.';
comment on column odoo_seed.tasks.rendered_from is 'As in projects.';
comment on column odoo_seed.tasks.date_deadline is
  'A moment, compared to the second, in UTC. A date put here is midnight, in the Americas the evening before: dates belong into deadline_date.';
comment on column odoo_seed.tasks.deadline_date is
  'The deadline where it is a date: the end of the working day (working_day_ends) in the binding''s time_zone. Instead of date_deadline.';
comment on column odoo_seed.tasks.odoo_task_id is 'Written by runs: the record in Odoo.';
comment on column odoo_seed.tasks.sync_error is 'Written by runs: why the last one could not bring this row across; null when it did.';
comment on column odoo_seed.tasks.document is
  'The compared fields as one JSON value, kept by the database; without a deadline_date, which is a moment only within a binding.';

create index projects_program_slug_idx on odoo_seed.projects (program_slug);
create index tasks_project_external_ref_idx on odoo_seed.tasks (project_external_ref);
create index tasks_parent_external_ref_idx on odoo_seed.tasks (parent_external_ref)
  where parent_external_ref is not null;
create index projects_sync_error_idx on odoo_seed.projects (external_ref) where sync_error is not null;
create index tasks_sync_error_idx on odoo_seed.tasks (external_ref) where sync_error is not null;
create index projects_to_render_idx on odoo_seed.projects (external_ref)
  where description_format = 'markdown' and description is not null and rendered_from is distinct from md5(description);
create index tasks_to_render_idx on odoo_seed.tasks (external_ref)
  where description_format = 'markdown' and description is not null and rendered_from is distinct from md5(description);
create index tasks_depends_on_refs_idx on odoo_seed.tasks using gin (depends_on_refs) where depends_on_refs <> '{}';

create view odoo_seed.v_project_bindings with (security_invoker = true) as
select
  p.external_ref as project_ref,
  b.name as binding,
  p.sync_enabled and b.sync_enabled as sync_enabled,
  b.url,
  b.database,
  odoo_seed.name_key(b.company_name) as binding_company,
  b.time_zone,
  b.working_day_ends
from odoo_seed.projects p
cross join lateral ops.resolve_odoo_binding(p.external_ref, p.account_slug, p.tenant_slug) b;
comment on view odoo_seed.v_project_bindings is 'The Odoo each project''s seeds go to, and whether they go at all.';

alter table odoo_seed.programs enable row level security;
alter table odoo_seed.projects enable row level security;
alter table odoo_seed.tasks enable row level security;

grant all on all tables in schema odoo_seed to service_role;
