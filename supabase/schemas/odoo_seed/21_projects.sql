-- Projects as they are to be in Odoo.

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
      odoo_seed.description_html(description, description_format, description_rendered), date_start,
      date_end, sequence, active
    )
  ) stored,
  constraint name_must_not_be_empty check (odoo_seed.name_key(name) <> ''),
  constraint name_must_not_be_longer_than_1000 check (char_length(name) <= 1000),
  constraint company_must_not_be_empty check (odoo_seed.name_key(company_name) <> ''),
  constraint company_must_not_be_longer_than_255 check (char_length(company_name) <= 255),
  constraint description_must_not_be_longer_than_a_million
    check (char_length(description) <= 1000000),
  constraint description_format_must_be_known
    check (description_format in ('html', 'text', 'markdown')),
  constraint markdown_must_not_be_longer_than_500_kb
    check (description_format <> 'markdown' or octet_length(description) <= 500000),
  constraint manager_must_be_an_address check (manager_email ~ '^[^\s@]+@[^\s@]+$'),
  constraint manager_must_not_be_longer_than_255 check (char_length(manager_email) <= 255),
  constraint visibility_must_be_known
    check (visibility in ('followers', 'invited_users', 'employees', 'portal')),
  constraint dates_must_be_both_or_none check (num_nonnulls(date_start, date_end) in (0, 2)),
  constraint dates_must_be_in_order check (date_start <= date_end),
  constraint dates_must_be_of_years_1000_to_9999 check (
    date_start between '1000-01-01' and '9999-12-31'
      and date_end between '1000-01-01' and '9999-12-31')
);
comment on table odoo_seed.projects is
  'Desired projects (project.project). A null column says nothing about Odoo; it clears what an '
  'earlier seed had set.';
comment on column odoo_seed.projects.external_ref is 'Shared name: x_external_ref in Odoo.';
comment on column odoo_seed.projects.name is
  'Compared, and written, in its normal form: see name_key().';
comment on column odoo_seed.projects.company_name is
  'Name of a company in Odoo, found by its normal form. A missing one blocks the project.';
comment on column odoo_seed.projects.description is
  'A million characters at most. 5 MB are read of Odoo at once, and a longer text that Odoo keeps '
  'as HTML might never come back.';
comment on column odoo_seed.projects.description_format is
  'What description is: html (Odoo drops what is no tag it knows, as <ben@example.com>), text '
  '(every character shows in Odoo) or markdown (CommonMark with tables, 500 kB at most; HTML in '
  'it shows as text).';
comment on column odoo_seed.projects.description_rendered is
  'Written by runs: the HTML of a description in Markdown, as made from rendered_from.';
comment on column odoo_seed.projects.rendered_from is
  'Written by runs: MD5 of the description that description_rendered was made from.';
comment on column odoo_seed.projects.date_end is
  'Odoo keeps project dates as a pair and drops half a pair: give both or none.';
comment on column odoo_seed.projects.tenant_slug is
  'Picks the binding, after project and account: see ops.resolve_odoo_binding.';
comment on column odoo_seed.projects.sync_enabled is
  'False: the project and its tasks are left alone in Odoo.';
comment on column odoo_seed.projects.odoo_project_id is 'Written by runs: the record in Odoo.';
comment on column odoo_seed.projects.sync_error is
  'Written by runs: why the last one could not bring this row across; null when it did.';
comment on column odoo_seed.projects.document is
  'The compared fields as one JSON value, kept by the database.';
create index projects_program_slug_idx on odoo_seed.projects (program_slug);
create index projects_sync_error_idx on odoo_seed.projects (external_ref)
  where sync_error is not null;
create index projects_to_render_idx on odoo_seed.projects (external_ref)
  where description_format = 'markdown' and description is not null
    and rendered_from is distinct from md5(description);
alter table odoo_seed.projects enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.projects to service_role;
