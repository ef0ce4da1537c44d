-- The plan: every action, its changed fields and its reason. The only place that decides.

create function odoo_seed.planned(p_binding text, p_refs text[])
returns table (
  binding text, model text, external_ref text, odoo_id int, action text, changes jsonb,
  conflicts jsonb, reason text, incomplete boolean, skipped text[], prune boolean,
  project_ref text, program_slug text, reasons jsonb
)
language sql
stable
begin atomic
  with ignored as (
    select model, array_agg(field) as fields
    from odoo_seed.field_policies
    where policy = 'ignore'
    group by model
  )
  select
    r.binding,
    r.model,
    r.external_ref,
    r.odoo_id,
    case
      when r.duplicated then 'conflict'
      when not r.wanted then 'noop'
      when b.external_ref is not null then 'blocked'
      when r.observed is null then 'create'
      when d.changes #>> '{active,to}' = 'false' then 'archive'
      when d.changes #>> '{active,to}' = 'true' then 'unarchive'
      when d.changes is not null then 'update'
      when d.conflicts is not null then 'conflict'
      else 'noop'
    end as action,
    case
      when r.duplicated or b.external_ref is not null or not r.wanted then '{}'
      when r.observed is not null then coalesce(d.changes, '{}')
      else created.changes
    end as changes,
    coalesce(d.conflicts, '{}') as conflicts,
    nullif(concat_ws('; ',
      case
        when r.duplicated then 'its ref is on more than one record in Odoo'
        when not r.wanted then null
        when b.external_ref is not null
          then odoo_seed.why_blocked(r.model, b.external_ref, b.reason)
      end,
      case when d.conflicts is not null then format('changed in Odoo as well as in the seed: %s',
        (select string_agg(key, ', ' order by key) from jsonb_object_keys(d.conflicts) key)) end,
      case when r.reasons is not null and r.wanted and b.external_ref is null then (
        select string_agg(value, '; ' order by key) from jsonb_each_text(r.reasons)) end
    ), '') as reason,
    r.wanted and r.reasons is not null and b.external_ref is null as incomplete,
    r.skipped,
    false as prune,
    r.project_ref,
    r.program_slug,
    case when r.wanted and b.external_ref is null then r.reasons end as reasons
  from odoo_seed.records(p_binding, p_refs) r
  left join odoo_seed.blocked_projects(p_binding, p_refs) b
    on b.binding = r.binding and b.external_ref = r.project_ref
  left join lateral (
    select
      jsonb_object_agg(f.field, jsonb_build_object('from', f.observed, 'to', f.desired))
        filter (where f.verdict = 'change') as changes,
      jsonb_object_agg(f.field, jsonb_build_object('from', f.observed, 'to', f.desired))
        filter (where f.verdict = 'conflict') as conflicts
    from odoo_seed.field_differences(
      r.model, r.skipped, r.desired, r.observed, r.sent, r.echo, r.created_by_us
    ) f
    where r.differing
  ) d on true
  left join ignored i on i.model = r.model
  left join lateral (
    select jsonb_object_agg(field.key,
      jsonb_build_object('from', null, 'to', field.value)) as changes
    from jsonb_each(r.desired - coalesce(i.fields, '{}')) field
    where r.observed is null
  ) created on true
  union all
  select
    p.binding, p.model, p.external_ref, p.odoo_id,
    case when p.holds_others then 'conflict' else 'archive' end,
    case when p.holds_others then '{}' else '{"active": {"from": true, "to": false}}'::jsonb end,
    '{}',
    case when p.holds_others
      then 'no seed has this ref any more, but the project holds tasks that are not ours'
      else 'no seed has this ref any more; archived only by a run that is asked to prune' end,
    false, '{}', true, p.project_ref, null, null
  from odoo_seed.v_prunable p;
end;
comment on function odoo_seed.planned is
  'v_plan. Missing names and duplicates are looked for in one binding, and among its tasks with '
  'these refs; null for all. Inlined.';

create view odoo_seed.v_plan with (security_invoker = true) as
select * from odoo_seed.planned(null, null);
comment on view odoo_seed.v_plan is
  'What a run would do, record by record: the only place that decides. Dry runs, real runs and '
  'the drift views read it.';
comment on column odoo_seed.v_plan.action is
  'create, update, archive, unarchive, noop, conflict (left alone), blocked (cannot be done).';
comment on column odoo_seed.v_plan.changes is
  '{"field": {"from": in Odoo, "to": in the seed}}: what would be written.';
comment on column odoo_seed.v_plan.conflicts is
  'As changes: what both sides changed, and what therefore stays as it is.';
comment on column odoo_seed.v_plan.reason is
  'Why the action is not carried out as it is, or what of the seed is left out.';
comment on column odoo_seed.v_plan.incomplete is
  'True when a name in the seed does not exist; the rest of the record is written.';
comment on column odoo_seed.v_plan.skipped is
  'Fields that stay as they are because the name in them is missing.';
comment on column odoo_seed.v_plan.reasons is
  'Of an incomplete one: {"field:name": why this name does not exist}.';
comment on column odoo_seed.v_plan.prune is
  'True for rows that only a run with prune: archive carries out.';
grant select, insert, update, delete, maintain on odoo_seed.v_plan to service_role;

revoke execute on function odoo_seed.planned from public;
grant execute on function odoo_seed.planned to service_role;
