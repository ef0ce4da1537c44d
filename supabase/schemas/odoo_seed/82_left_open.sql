-- Actions that a run left open when it was cut off: Odoo may have them, and nobody noted it.

create function odoo_seed.left_open(p_run odoo_seed.sync_runs)
returns setof odoo_seed.run_actions
language sql
stable
set search_path = ''
as $$
  select a.*
  from odoo_seed.sync_runs r
  join odoo_seed.run_actions a on a.run_id = r.id and a.state = 'open'
  where r.binding = p_run.binding and r.run_type = 'seed'
    -- Plans are kept for some time after their run.
    and r.started_at > p_run.started_at - interval '60 days'
    and a.project_ref in (select odoo_seed.projects_in_scope(p_run.binding, p_run.scope))
$$;
comment on function odoo_seed.left_open is
  'Actions of a run''s scope that it or an earlier run may have begun, and whose end was never '
  'noted.';

create function odoo_seed.values_written(
  p_action odoo_seed.run_actions, p_observed jsonb, p_is_new boolean
)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(p.field, coalesce(said.value, p.empty_value)), '{}')
  from odoo_seed.field_policies p
  cross join lateral (select p_action.changes -> p.field -> 'to' as value) said
  where p.model = p_action.model and (
    -- A new record has had all of it, whatever people made of it since, and nothing else.
    p_is_new and said.value is not null
    or coalesce(p_observed -> p.field, p.empty_value)
      = coalesce(said.value, case when p_is_new then p.empty_value end))
$$;
comment on function odoo_seed.values_written is
  'What an action that was left open has written, as {field: value}: what Odoo holds as the '
  'action says. All fields if it created the record, and none of those that it left empty.';

create function odoo_seed.note_left_open(p_run odoo_seed.sync_runs)
returns void
language plpgsql
set search_path = ''
as $$
declare
  refs constant text[] := array(select external_ref from odoo_seed.left_open(p_run));
begin
  if refs = '{}' then
    return;
  end if;
  insert into odoo_seed.applied as a (binding, model, external_ref, odoo_id, sent, created_by_us)
  select distinct on (s.model, s.external_ref)
    s.binding, s.model, s.external_ref, s.odoo_id, coalesce(s.sent, '{}') || written.sent, false
  from odoo_seed.left_open(p_run) l
  join odoo_seed.sync_runs r on r.id = l.run_id
  join odoo_seed.sides(p_run.binding, refs) s
    on s.binding = p_run.binding and s.model = l.model and s.external_ref = l.external_ref
  cross join lateral (
    select odoo_seed.values_written(l, s.observed, l.action = 'create' and s.sent is null)
  ) written (sent)
  where s.external_ref = any (refs) and s.observed is not null and written.sent <> '{}'
  order by s.model, s.external_ref, r.started_at desc, l.pass desc
  on conflict (binding, model, external_ref) do update
  set odoo_id = excluded.odoo_id, sent = excluded.sent,
    echo = case when a.odoo_id = excluded.odoo_id then a.echo else '{}' end,
    created_by_us = a.created_by_us and a.odoo_id = excluded.odoo_id,
    applied_at = now()
  where (a.odoo_id, a.sent) is distinct from (excluded.odoo_id, excluded.sent);

  -- Looked at once: from now on, such a value is somebody else's.
  update odoo_seed.run_actions a
  set state = 'superseded'
  from odoo_seed.left_open(p_run) l
  where l.run_id <> p_run.id and a.run_id = l.run_id and a.pass = l.pass and a.model = l.model
    and a.external_ref = l.external_ref;
end
$$;
comment on function odoo_seed.note_left_open is
  'After an observation: a value that Odoo holds as a run was about to write it was written by '
  'that run. Otherwise the record would count as people''s once its seed changes. Who created it '
  'is unknown, so that it is not pruned.';

revoke execute on function
  odoo_seed.left_open, odoo_seed.values_written, odoo_seed.note_left_open
from public;
grant execute on function
  odoo_seed.left_open, odoo_seed.values_written, odoo_seed.note_left_open
to service_role;
