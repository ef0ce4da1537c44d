-- No circles: programmes, parents and dependencies, checked when a transaction commits.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function odoo_seed.refuse_program_cycle()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- Two transactions must not close one circle from both ends.
  perform pg_advisory_xact_lock('odoo_seed.programs'::regclass::int);
  if exists (
    with recursive above (slug) as (
      select parent_slug from odoo_seed.programs where slug = new.slug
      union
      select p.parent_slug from odoo_seed.programs p join above on above.slug = p.slug
    )
    select 1 from above where slug = new.slug
  ) then
    raise exception 'Cannot store programme %: it is its own ancestor', new.slug
      using errcode = 'check_violation', constraint = 'programs_must_not_form_a_cycle',
        hint = 'Give one of the programmes on the way another parent_slug.';
  end if;
  return null;
end
$$;
comment on function odoo_seed.refuse_program_cycle is 'Refuses, at commit, a programme that is its own ancestor.';

create constraint trigger programs_must_not_form_a_cycle
after insert or update of slug, parent_slug on odoo_seed.programs
deferrable initially deferred
for each row when (new.parent_slug is not null)
execute function odoo_seed.refuse_program_cycle();

create function odoo_seed.refuse_parent_cycle()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- Two transactions must not close one circle from both ends.
  perform pg_advisory_xact_lock('odoo_seed.tasks'::regclass::int);
  if exists (
    with recursive above (ref) as (
      select parent_external_ref from odoo_seed.tasks where external_ref = new.external_ref
      union
      select t.parent_external_ref from odoo_seed.tasks t join above on above.ref = t.external_ref
    )
    select 1 from above where ref = new.external_ref
  ) then
    raise exception 'Cannot store task %: it is its own ancestor', new.external_ref
      using errcode = 'check_violation', constraint = 'parents_must_not_form_a_cycle',
        hint = 'Give one of the tasks on the way another parent_external_ref.';
  end if;
  return null;
end
$$;
comment on function odoo_seed.refuse_parent_cycle is 'Refuses, at commit, a task that is its own ancestor.';

create constraint trigger parents_must_not_form_a_cycle
after insert or update of external_ref, parent_external_ref on odoo_seed.tasks
deferrable initially deferred
for each row when (new.parent_external_ref is not null)
execute function odoo_seed.refuse_parent_cycle();

create function odoo_seed.refuse_dependency_cycle()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  closing_ref text;
begin
  -- Two transactions must not close one circle from both ends.
  perform pg_advisory_xact_lock('odoo_seed.tasks'::regclass::int);
  with recursive before (ref) as (
    select unnest(depends_on_refs) from odoo_seed.tasks where external_ref = new.external_ref
    union
    select dependency.ref
    from before
    join odoo_seed.tasks t on t.external_ref = before.ref
    cross join lateral unnest(t.depends_on_refs) dependency (ref)
  )
  select t.external_ref into closing_ref
  from before
  join odoo_seed.tasks t on t.external_ref = before.ref
  where new.external_ref = any (t.depends_on_refs)
  limit 1;

  if closing_ref is not null then
    raise exception 'Cannot store task %: it waits for task %, which waits for it', new.external_ref, closing_ref
      using errcode = 'check_violation', constraint = 'dependencies_must_not_form_a_cycle',
        hint = 'Take one of the refs out of depends_on_refs.';
  end if;
  return null;
end
$$;
comment on function odoo_seed.refuse_dependency_cycle is
  'Refuses, at commit, a task that waits for itself, directly or through others.';

create constraint trigger dependencies_must_not_form_a_cycle
after insert or update of external_ref, depends_on_refs on odoo_seed.tasks
deferrable initially deferred
for each row when (new.depends_on_refs <> '{}')
execute function odoo_seed.refuse_dependency_cycle();

revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;