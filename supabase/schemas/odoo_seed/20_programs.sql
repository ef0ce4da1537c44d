-- Programmes: desired, nested without cycles, and never in Odoo.

create domain odoo_seed.external_ref as text
  constraint ref_must_not_be_empty_or_padded check (not odoo_seed.is_padded(value))
  constraint ref_must_not_be_longer_than_255 check (char_length(value) <= 255);
comment on domain odoo_seed.external_ref is
  'The name of a record that Postgres and Odoo share (x_external_ref there). Both index it, and '
  'an index takes no more than 2,700 bytes.';

create table odoo_seed.programs (
  id uuid primary key default gen_random_uuid(),
  slug odoo_seed.external_ref not null unique,
  name text not null,
  program_type text not null default 'ppm',
  parent_slug text
    references odoo_seed.programs (slug) on update cascade deferrable initially deferred,
  description text,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default clock_timestamp(),
  constraint name_must_not_be_empty check (name ~ '\S'),
  constraint name_must_not_be_longer_than_1000 check (char_length(name) <= 1000),
  constraint description_must_not_be_longer_than_a_million
    check (char_length(description) <= 1000000),
  constraint program_type_must_be_known
    check (program_type in ('ppm', 'okr', 'logframe', 'portfolio')),
  constraint program_must_not_be_its_own_parent check (parent_slug <> slug)
);
comment on table odoo_seed.programs is
  'Programmes, portfolios, objectives: what projects belong to. They stay in Postgres.';
comment on column odoo_seed.programs.active is
  'False keeps the programme for the record; its projects stay as they are.';
alter table odoo_seed.programs enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.programs to service_role;

create function odoo_seed.refuse_program_cycle()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- Two transactions must not close one cycle from both ends.
  perform pg_advisory_xact_lock('odoo_seed.programs'::regclass::int);
  if exists (
    with recursive above (slug) as (
      select parent_slug from odoo_seed.programs where slug = new.slug
      union
      select p.parent_slug from odoo_seed.programs p join above on above.slug = p.slug
    )
    select 1 from above where slug = new.slug
  ) then
    raise exception 'Cannot store programme %: it is its own ancestor', ops.quoted(new.slug)
      using errcode = 'check_violation', constraint = 'programs_must_not_form_a_cycle',
        hint = 'Give one of the programmes on the way another parent_slug.';
  end if;
  return null;
end
$$;
comment on function odoo_seed.refuse_program_cycle is
  'Refuses, at commit, a programme that is its own ancestor.';
create constraint trigger programs_must_not_form_a_cycle
after insert or update of slug, parent_slug on odoo_seed.programs
deferrable initially deferred
for each row when (new.parent_slug is not null)
execute function odoo_seed.refuse_program_cycle();

revoke execute on function odoo_seed.refuse_program_cycle from public;
