-- What was written to Odoo is remembered, with the echo of it.

create function odoo_seed.record_applied(p_run_id uuid, p_model text, p_rows jsonb)
returns void
language plpgsql
set search_path = ''
set enable_seqscan = off
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
begin
  insert into odoo_seed.applied as a (binding, model, external_ref, odoo_id, sent, created_by_us)
  select
    run_binding, p_model, r.external_ref, r.odoo_id,
    jsonb_strip_nulls(coalesce(before.sent, '{}') || r.sent), r.created
  from jsonb_to_recordset(p_rows) as r (external_ref text, odoo_id int, sent jsonb, created boolean)
  left join odoo_seed.applied before
    on before.binding = run_binding and before.model = p_model
    and before.external_ref = r.external_ref and before.odoo_id = r.odoo_id
  on conflict (binding, model, external_ref) do update
  set odoo_id = excluded.odoo_id,
    sent = excluded.sent,
    echo = case when a.odoo_id = excluded.odoo_id then a.echo else '{}' end,
    created_by_us = case when a.odoo_id = excluded.odoo_id
      then a.created_by_us or excluded.created_by_us else excluded.created_by_us end,
    applied_at = now();

  if p_model = 'project.project' then
    update odoo_seed.projects p
    set odoo_project_id = r.odoo_id, synced_at = now(), sync_error = null
    from jsonb_to_recordset(p_rows) as r (external_ref text, odoo_id int)
    where p.external_ref = r.external_ref;
  else
    update odoo_seed.tasks t
    set odoo_task_id = r.odoo_id, synced_at = now(), sync_error = null
    from jsonb_to_recordset(p_rows) as r (external_ref text, odoo_id int)
    where t.external_ref = r.external_ref;
  end if;
end
$$;
comment on function odoo_seed.record_applied is
  'After each batch: [{external_ref, odoo_id, sent: {field: value}, created}]. A null in sent '
  'clears what was sent before.';

create function odoo_seed.record_echo(p_run_id uuid, p_days boolean default false)
returns void
language plpgsql
set search_path = ''
set enable_nestloop = off
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
begin
  update odoo_seed.applied a
  set echo = coalesce(e.echo, '{}')
  from (
    select
      o.binding, o.model, o.external_ref,
      jsonb_object_agg(p.field, coalesce(o.document -> p.field, p.empty_value))
        filter (where b.sent ? p.field
          and coalesce(o.document -> p.field, p.empty_value) <> b.sent -> p.field
          -- What could not be read back says nothing of what Odoo made of it.
          and jsonb_typeof(o.document -> p.field) is distinct from 'object') as echo
    from odoo_seed.applied b
    join odoo_seed.v_observed o
      on o.binding = b.binding and o.model = b.model and o.external_ref = b.external_ref
      and o.odoo_id = b.odoo_id
    join odoo_seed.field_policies p
      on p.model = b.model and (p.rewritten_by_odoo or p_days and p.field = 'deadline')
        and (b.sent ? p.field or b.echo ? p.field)
    where b.binding = run_binding 
      and b.applied_at >= (select r.started_at from odoo_seed.sync_runs r where r.id = p_run_id)
    group by o.binding, o.model, o.external_ref
  ) e
  where a.binding = e.binding and a.model = e.model and a.external_ref = e.external_ref
    and a.echo is distinct from coalesce(e.echo, '{}');
end
$$;
comment on function odoo_seed.record_echo is
  'After a run has read back what it wrote: stores what Odoo made of values that it rewrites. '
  'p_days: an Odoo whose deadlines are days rewrites moments.';

revoke execute on function
  odoo_seed.record_applied, odoo_seed.record_echo
from public;
grant execute on function
  odoo_seed.record_applied, odoo_seed.record_echo
to service_role;
