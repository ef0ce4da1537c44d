-- Adopt: records that people made in Odoo become those of seeds.

create table odoo_seed.adoptions (
  run_id uuid not null references odoo_seed.sync_runs (id) on delete cascade,
  model text not null,
  external_ref text not null,
  outcome text not null,
  odoo_ids int[] not null,
  odoo_name text,
  rivals text[] not null,
  finished_at timestamptz,
  primary key (run_id, model, external_ref),
  constraint outcome_must_be_known check (outcome in ('matched', 'ambiguous', 'unmatched')),
  constraint matched_must_be_one_to_one
    check ((outcome = 'matched') = (cardinality(odoo_ids) = 1 and rivals = '{}')),
  constraint unmatched_must_have_no_record check ((outcome = 'unmatched') = (odoo_ids = '{}'))
);
comment on table odoo_seed.adoptions is
  'The matches that adopting runs, or their dry runs, found for each seed that Odoo did not hold '
  'under its ref.';
comment on column odoo_seed.adoptions.outcome is
  'matched (one seed, one record: adopted), ambiguous (several of either: left alone), unmatched '
  '(no record).';
comment on column odoo_seed.adoptions.rivals is 'Other seeds that match one of the same records.';
comment on column odoo_seed.adoptions.finished_at is
  'When the fields that differ were decided as the request''s "take" says; null until the ref was '
  'seen in Odoo.';
alter table odoo_seed.adoptions enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.adoptions to service_role;

create function odoo_seed.match_key(p_value text)
returns text
language sql
immutable
parallel safe
return lower(odoo_seed.name_key(p_value));
comment on function odoo_seed.match_key is
  'A name or code as it is compared when records are matched: case and spacing do not count.';

create function odoo_seed.adopting_projects(p_run_id uuid)
returns table (external_ref text, odoo_id int)
language sql
stable
set search_path = ''
as $$
  select s.external_ref, s.odoo_id
  from odoo_seed.sync_runs r
  join odoo_seed.shadow_projects s on s.binding = r.binding
  where r.id = p_run_id
    and s.external_ref in (select odoo_seed.projects_in_scope(r.binding, r.scope))
  union
  select a.external_ref, a.odoo_ids[1]
  from odoo_seed.adoptions a
  where a.run_id = p_run_id and a.model = 'project.project' and a.outcome = 'matched'
$$;
comment on function odoo_seed.adopting_projects is
  'The projects of a run''s scope in which tasks are looked for: those that Odoo holds, or will '
  'hold once they are adopted.';

-- Long: one query, whose parts are looked at twice.
create function odoo_seed.match_candidates(p_run_id uuid, p_model text, p_column text, p_rows jsonb)
returns void
language plpgsql
set search_path = ''
set enable_nestloop = off
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
begin
  with candidates as materialized (
    select r.odoo_id, r.name, r.company_name, r.project_odoo_id, odoo_seed.match_key(r.value) as key
    from jsonb_to_recordset(p_rows) as r (
      odoo_id int, name text, value text, company_name text, project_odoo_id int
    )
  ),
  seeds as materialized (
    select
      d.external_ref, d.document ->> 'company' as company_name, at.odoo_id as project_odoo_id,
      odoo_seed.match_key(case p_column
        when 'name' then d.document ->> 'name'
        when 'odoo_id' then coalesce(p.odoo_project_id, t.odoo_task_id)::text
        else d.external_ref
      end) as key
    from odoo_seed.v_missing_in_odoo m
    join odoo_seed.v_desired d
      on d.binding = m.binding and d.model = m.model and d.external_ref = m.external_ref
    left join odoo_seed.projects p
      on d.model = 'project.project' and p.external_ref = d.external_ref
    left join odoo_seed.tasks t on d.model = 'project.task' and t.external_ref = d.external_ref
    left join odoo_seed.adopting_projects(p_run_id) at on at.external_ref = d.project_ref
    where m.binding = run_binding and m.model = p_model
      and d.project_ref in (
        select s
        from odoo_seed.sync_runs r
        cross join lateral odoo_seed.projects_in_scope(r.binding, r.scope) s
        where r.id = p_run_id)
  ),
  pairs as materialized (
    select s.external_ref, c.odoo_id, c.name
    from seeds s
    join candidates c on c.key = s.key
    -- A name says little by itself: it is compared within one company, and within one project.
    where p_column <> 'name'
      or (p_model = 'project.project'
        and coalesce(odoo_seed.name_key(c.company_name), s.company_name) = s.company_name)
      or (p_model = 'project.task' and c.project_odoo_id = s.project_odoo_id)
  ),
  found as (
    select
      p.external_ref, array_agg(distinct p.odoo_id order by p.odoo_id) as odoo_ids,
        min(p.name) as odoo_name,
      coalesce(array_agg(distinct r.external_ref order by r.external_ref)
        filter (where r.external_ref <> p.external_ref), '{}') as rivals
    from pairs p
    join pairs r on r.odoo_id = p.odoo_id
    group by p.external_ref
  )
  insert into odoo_seed.adoptions (run_id, model, external_ref, outcome, odoo_ids, odoo_name,
    rivals)
  select
    p_run_id, p_model, s.external_ref,
    case
      when f.external_ref is null then 'unmatched'
      when cardinality(f.odoo_ids) = 1 and f.rivals = '{}' then 'matched'
      else 'ambiguous'
    end,
    coalesce(f.odoo_ids, '{}'), f.odoo_name, coalesce(f.rivals, '{}')
  from seeds s
  left join found f on f.external_ref = s.external_ref;
end
$$;
comment on function odoo_seed.match_candidates is
  'Finds, for each active seed of a run''s scope that Odoo does not hold, its record among '
  '[{odoo_id, name, value, company_name, project_odoo_id}]: value is compared with the seed''s '
  'column (name, external_ref or odoo_id). Projects first, then tasks.';

revoke execute on function
  odoo_seed.match_key, odoo_seed.adopting_projects, odoo_seed.match_candidates
from public;
grant execute on function
  odoo_seed.match_key, odoo_seed.adopting_projects, odoo_seed.match_candidates
to service_role;
