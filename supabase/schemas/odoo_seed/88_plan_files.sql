-- The plan of files that are not stored: they are stored, compared and taken back.

create function odoo_seed.note_markdown(p_upload uuid)
returns void
language sql
set search_path = ''
as $$
  update odoo_seed.staged_seeds s
  set markdown = w.description
  from (
    select n.line,
      case when n.said ? 'description' then n.said ->> 'description'
        else coalesce(p.description, t.description) end as description,
      coalesce(n.said ->> 'description_format', p.description_format, t.description_format)
        as format,
      coalesce(p.rendered_from, t.rendered_from) as rendered_from
    from odoo_seed.staged_seeds n
    left join odoo_seed.projects p on n.kind = 'projects' and p.external_ref = n.key
    left join odoo_seed.tasks t on n.kind = 'tasks' and t.external_ref = n.key
    where n.upload = p_upload and n.kind in ('projects', 'tasks')
  ) w
  where s.upload = p_upload and s.line = w.line and w.format = 'markdown'
    and md5(w.description) is distinct from w.rendered_from
$$;
comment on function odoo_seed.note_markdown is
  'Notes of staged rows which of the descriptions that their seeds would have are to be rendered.';

create function odoo_seed.use_rendered(p_upload uuid)
returns void
language sql
set search_path = ''
as $$
  update odoo_seed.projects p
  set description_rendered = s.html, rendered_from = md5(s.markdown)
  from odoo_seed.staged_seeds s
  where s.upload = p_upload and s.kind = 'projects' and s.key = p.external_ref
    and s.markdown = p.description and s.html is not null;
  update odoo_seed.tasks t
  set description_rendered = s.html, rendered_from = md5(s.markdown)
  from odoo_seed.staged_seeds s
  where s.upload = p_upload and s.kind = 'tasks' and s.key = t.external_ref
    and s.markdown = t.description and s.html is not null
$$;
comment on function odoo_seed.use_rendered is
  'Gives seeds the HTML that was made of the descriptions of staged rows.';

create function odoo_seed.demand_staged(p_run_id uuid, p_upload uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from odoo_seed.staged_seeds s where s.upload = p_upload) then
    raise exception 'Cannot make plan %: the files that it is of are gone', p_run_id
      using errcode = 'OC004', hint = 'Send them again.';
  end if;
end
$$;
comment on function odoo_seed.demand_staged is
  'Raises OC004 once the rows that a plan is to be made of are gone: after an hour, a crash of the '
  'database, or when it was made.';

create function odoo_seed.keep_counts(p_planned odoo_seed.sync_runs)
returns void
language sql
set search_path = ''
as $$
  update odoo_seed.sync_runs r
  set pass = p_planned.pass, passes_left = p_planned.passes_left, phase = p_planned.phase,
    cursor = p_planned.cursor, counts = p_planned.counts,
    projects_synced = p_planned.projects_synced, tasks_synced = p_planned.tasks_synced,
    plan_hash = p_planned.plan_hash, plan_expires_at = p_planned.plan_expires_at
  where r.id = p_planned.id
$$;
comment on function odoo_seed.keep_counts is
  'Gives a run what planning had noted on it.';

create function odoo_seed.plan_files(p_run odoo_seed.sync_runs, p_upload uuid)
returns int
language plpgsql
set search_path = ''
as $$
declare
  to_write int;
  planned odoo_seed.sync_runs;
  -- Variables are what outlives the part that is undone.
  actions odoo_seed.run_actions[];
  errors odoo_seed.sync_run_errors[];
  warnings odoo_seed.sync_run_warnings[];
begin
  perform odoo_seed.demand_staged(p_run.id, p_upload);
  begin
    perform odoo_seed.store_staged(p_upload);
    perform odoo_seed.use_rendered(p_upload);
    to_write := odoo_seed.compare_run(p_run);
    select * into planned from odoo_seed.sync_runs where id = p_run.id;
    actions := array(select a from odoo_seed.run_actions a where a.run_id = p_run.id);
    errors := array(select e from odoo_seed.sync_run_errors e where e.run_id = p_run.id);
    warnings := array(select w from odoo_seed.sync_run_warnings w where w.run_id = p_run.id);
    raise exception using errcode = 'OC000';
  exception
    when sqlstate 'OC000' then
      null;
    when integrity_constraint_violation then
      raise exception 'Cannot make plan %: seeds that its files name were changed meanwhile',
        p_run.id using errcode = 'OC202', hint = 'Send the files again.';
  end;
  perform odoo_seed.keep_counts(planned);
  insert into odoo_seed.run_actions select a.* from unnest(actions) a;
  insert into odoo_seed.sync_run_errors overriding system value
  select e.* from unnest(errors) e on conflict (id) do nothing;
  insert into odoo_seed.sync_run_warnings overriding system value
  select w.* from unnest(warnings) w on conflict (id) do nothing;
  delete from odoo_seed.staged_seeds where upload = p_upload;
  return to_write;
end
$$;
comment on function odoo_seed.plan_files is
  'Makes the plan of a run as if staged rows were stored: stores them, compares, undoes all of '
  'that, and keeps the plan. Raises OC004 when they are gone, OC202 when they fit no longer.';

revoke execute on function
  odoo_seed.note_markdown, odoo_seed.use_rendered, odoo_seed.demand_staged,
  odoo_seed.keep_counts, odoo_seed.plan_files
from public;
grant execute on function
  odoo_seed.note_markdown, odoo_seed.use_rendered, odoo_seed.demand_staged,
  odoo_seed.keep_counts, odoo_seed.plan_files
to service_role;
