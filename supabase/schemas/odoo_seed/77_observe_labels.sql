-- How a run stores what records are called, and follows a new name.

create function odoo_seed.labels_of(p_labels jsonb)
returns table (odoo_id int, label text, active boolean, project_odoo_ids int[], others text[])
language sql
immutable
set search_path = ''
as $$
  select
    l.odoo_id, l.label, coalesce(l.active, true),
    coalesce((select array_agg(project order by project) from unnest(l.projects) project), '{}'),
    coalesce((
      select array_agg(distinct odoo_seed.name_key(other) order by odoo_seed.name_key(other))
      from unnest(l.others) other
      where odoo_seed.name_key(other) <> odoo_seed.name_key(l.label)), '{}')
  from jsonb_to_recordset(p_labels) as l (odoo_id int, label text, active boolean, projects int[],
    others text[])
$$;
comment on function odoo_seed.labels_of is
  '[{odoo_id, label, active, projects: [id], others: [name]}] as rows of shadow_labels; the last '
  'three may be left out.';

-- Long: what changed is known to each of its three statements.
create function odoo_seed.observe_labels(p_run_id uuid, p_kind text, p_labels jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
  changed int[];
  renamed int[];
begin
  select
    array_agg(coalesce(fresh.odoo_id, l.odoo_id)),
    array_agg(coalesce(fresh.odoo_id, l.odoo_id)) filter (
      where (fresh.label, fresh.others) is distinct from (l.label, l.others))
  into changed, renamed
  from odoo_seed.labels_of(p_labels) fresh
  full join (
    select k.odoo_id, k.label, k.active, k.project_odoo_ids, k.others
    from odoo_seed.shadow_labels k where k.binding = run_binding and k.kind = p_kind
  ) l on l.odoo_id = fresh.odoo_id
  where (fresh.label, fresh.active, fresh.project_odoo_ids, fresh.others)
    is distinct from (l.label, l.active, l.project_odoo_ids, l.others);
  if changed is null then
    return;
  end if;

  insert into odoo_seed.shadow_due (binding, odoo_id)
  select run_binding, s.odoo_id
  from odoo_seed.shadow_tasks s
  where s.binding = run_binding and case p_kind
    when 'stage' then s.stage_odoo_id = any (renamed)
    when 'milestone' then s.milestone_odoo_id = any (renamed)
    when 'tag' then s.tag_odoo_ids && renamed
    when 'user' then s.assignee_odoo_ids && renamed or s.odoo_write_uid = any (renamed)
  end
  on conflict do nothing;

  delete from odoo_seed.shadow_labels l
  where l.binding = run_binding and l.kind = p_kind and l.odoo_id = any (changed);
  insert into odoo_seed.shadow_labels (binding, kind, odoo_id, label, active, project_odoo_ids,
    others)
  select run_binding, p_kind, fresh.odoo_id, fresh.label, fresh.active, fresh.project_odoo_ids,
    fresh.others
  from odoo_seed.labels_of(p_labels) fresh
  where fresh.odoo_id = any (changed);
end
$$;
comment on function odoo_seed.observe_labels is
  'Takes the names of all stages, milestones, tags, users or companies, as labels_of() reads '
  'them. Tasks that refer to one that was renamed or deleted become due.';

revoke execute on function odoo_seed.labels_of, odoo_seed.observe_labels from public;
grant execute on function odoo_seed.labels_of, odoo_seed.observe_labels to service_role;
