-- The draft of a run's plan, and what it reports of rows that cannot be carried out whole.

create function odoo_seed.draft_plan(p_run odoo_seed.sync_runs, p_moved text[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  first_time constant boolean := p_run.counts is null;
  -- Models of which Odoo holds a record without a readable id and ref: it may be any seed's.
  obscure constant text[] := array(
    select e.model from odoo_seed.sync_run_errors e
    where e.run_id = p_run.id and e.code = 'unreadable' and e.field = 'ref'
      and e.external_ref = e.model || ',?');
begin
  drop table if exists pg_temp.planned;
  create temporary table planned on commit drop as
  select
    p.*,
    d.differs and not d.beyond as writes,
    d.differs and d.beyond as moved,
    p.action = 'blocked' or (p.action = 'conflict' and p.conflicts = '{}') as impossible
  from odoo_seed.plan(p_run.binding, p_run.scope, p_moved) p
  left join (
    select distinct model, external_ref from odoo_seed.sync_run_errors
    where run_id = p_run.id and code <> 'unresolved'
  ) failed on failed.model = p.model and failed.external_ref = p.external_ref
  cross join lateral (
    select
      p.action in ('create', 'update', 'archive', 'unarchive') and failed.external_ref is null
        and not (p.action = 'create' and p.model = any (obscure)) as differs,
      not first_time and p_run.options ? 'plan'
        and not odoo_seed.is_of_saved_plan(p_run.id, p) as beyond
  ) d
  where p_run.options -> 'only' is null or odoo_seed.is_selected(
    p_run.options -> 'only', p.project_ref, p.model, p.external_ref, p.action);
end
$$;
comment on function odoo_seed.draft_plan is
  'Makes the temporary table planned: the plan of a run''s scope, or of the records that changed, '
  'less what the run''s options leave out, with what the run writes, what has changed beyond the '
  'plan that it is to apply, and what cannot be done. A row with an error of this run is not '
  'tried again.';

create function odoo_seed.reports_of(p_model text, p_action text, p_prune boolean, p_reason text,
  p_reasons jsonb)
returns table (field text, message text)
language sql
immutable
set search_path = ''
as $$
  select split_part(about.key, ':', 1), string_agg(about.value, '; ' order by about.key)
  from jsonb_each_text(p_reasons) about
  group by 1
  union all
  select
    case
      when p_prune then 'active'
      when p_action = 'conflict' then 'x_external_ref'
      when p_model = 'project.task' then 'project'
      else 'company'
    end,
    p_reason
  where p_reasons is null
$$;
comment on function odoo_seed.reports_of is
  'What a run reports of a row of its plan that cannot be carried out whole, field by field: '
  'names that do not exist, or why nothing of it can be written.';

create function odoo_seed.warn_of_midnight(p_run_id uuid, p_refs text[])
returns void
language sql
set search_path = ''
as $$
  insert into odoo_seed.sync_run_warnings (run_id, model, external_ref, field, code, message)
  select
    r.id, 'project.task', t.external_ref, 'deadline', 'deadline_at_midnight',
    format(
      'The deadline is %s 00:00 in UTC, %s in %s, as if it were a date: in deadline_date it is the '
        'end of that working day.',
      to_char(t.date_deadline at time zone 'UTC', 'YYYY-MM-DD'),
      to_char(t.date_deadline at time zone b.time_zone, 'YYYY-MM-DD HH24:MI'), b.time_zone)
  from odoo_seed.sync_runs r
  join ops.odoo_bindings b on b.name = r.binding
  join odoo_seed.tasks t on t.external_ref = any (p_refs) and t.date_deadline is not null
  where r.id = p_run_id
  on conflict do nothing
$$;
comment on function odoo_seed.warn_of_midnight is
  'Warns, with the code deadline_at_midnight, of those of the tasks whose deadline is a moment '
  'that looks like a date.';

create function odoo_seed.report_plan(p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  at_midnight text[];
begin
  insert into odoo_seed.sync_run_errors (run_id, model, external_ref, field, code, message)
  select p_run_id, p.model, p.external_ref, why.field,
    case when impossible then p.action else 'unresolved' end,
    coalesce(why.message, '')
  from planned p
  cross join lateral odoo_seed.reports_of(p.model, p.action, p.prune, p.reason,
    case when not impossible then p.reasons end) why
  where impossible or incomplete
  order by impossible desc, p.model, p.external_ref, why.field;

  at_midnight := array(
    select p.external_ref
    from planned p
    where p.writes and p.changes #>> '{deadline,to}' like '% 00:00:00');
  if at_midnight <> '{}' then
    perform odoo_seed.warn_of_midnight(p_run_id, at_midnight);
  end if;
end
$$;
comment on function odoo_seed.report_plan is
  'Notes, once a run, what of its plan cannot be done, or only in part, and what looks wrong.';

create function odoo_seed.report_not_stored(p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into odoo_seed.sync_run_errors (run_id, model, external_ref, field, code, message)
  select p_run_id, p.model, p.external_ref,
    case when p.action <> 'create' then written.fields end, 'not_stored',
    format('Odoo did not store what was written (%s: %s).', p.action, written.fields)
  from planned p
  cross join lateral (
    select string_agg(key, ', ' order by key) as fields
    from jsonb_object_keys(p.changes) key
    group by case when p.action <> 'create' then key end
  ) written
  where p.writes;
end
$$;
comment on function odoo_seed.report_not_stored is
  'Notes what still differs after the last pass: it was written, and Odoo holds another value.';

revoke execute on function
  odoo_seed.draft_plan, odoo_seed.reports_of, odoo_seed.warn_of_midnight, odoo_seed.report_plan,
  odoo_seed.report_not_stored
from public;
grant execute on function
  odoo_seed.draft_plan, odoo_seed.reports_of, odoo_seed.warn_of_midnight, odoo_seed.report_plan,
  odoo_seed.report_not_stored
to service_role;
