-- What seed and Odoo agree on is remembered, so that a later difference shows who changed it.

create function odoo_seed.agreed_fields(
  p_model text, p_desired jsonb, p_observed jsonb, p_sent jsonb
)
returns table (name text, value jsonb)
language sql
stable
begin atomic
  select p.field, case
    when p_desired -> p.field = coalesce(p_observed -> p.field, p.empty_value)
      then p_desired -> p.field
    when p_desired ? p.field
      or coalesce(p_observed -> p.field, p.empty_value) <> p.empty_value
      then p_sent -> p.field
  end
  from odoo_seed.field_policies p
  where p.model = p_model and p_sent is distinct from p_desired;
end;
comment on function odoo_seed.agreed_fields is
  'Each field with what counts as sent from now on: the value that both sides hold; else what was '
  'sent before, if the seed or Odoo has a value. Inlined.';

-- Plans are made for these refs here alone: of what it ends in, writing rows, each trigger's query
-- would be planned anew for every row.
create function odoo_seed.find_unagreed(p_binding text, p_refs text[])
returns boolean
language plpgsql
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  refs text[] := p_refs;
begin
  if p_refs is null then
    -- The cheap look first: mostly all is agreed.
    refs := array(
      select s.external_ref
      from odoo_seed.sides(p_binding, null) s
      where s.binding = p_binding and s.odoo_id is not null and not s.agreed
    );
  end if;
  if refs = '{}' then
    return false;
  end if;
  drop table if exists pg_temp.unagreed;
  create temporary table unagreed on commit drop as
  select
    r.model, r.external_ref, r.odoo_id, r.desired, r.observed, r.reasons is null as resolved,
    case when r.sent = r.desired then r.sent else agreed.sent end as sent,
    r.sent as sent_before
  from odoo_seed.records(p_binding, p_refs) r
  cross join lateral (
    select coalesce(jsonb_object_agg(field.name, field.value)
      filter (where field.value is not null), '{}') as sent
    from odoo_seed.agreed_fields(r.model, r.desired, r.observed, r.sent) field
  ) agreed
  where r.binding = p_binding
    and r.external_ref = any (refs)
    and r.observed is not null
    and not r.agreed;
  return true;
end
$$;
comment on function odoo_seed.find_unagreed is
  'Makes the temporary table unagreed: records that are not known to agree, each with what counts '
  'as sent. Returns false, and makes no table, if there is none.';

create function odoo_seed.note_agreed(p_binding text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into odoo_seed.applied as a (binding, model, external_ref, odoo_id, sent, created_by_us)
  select p_binding, u.model, u.external_ref, u.odoo_id, u.sent, false
  from unagreed u
  where u.sent is distinct from u.sent_before
  on conflict (binding, model, external_ref) do update
  set odoo_id = excluded.odoo_id, sent = excluded.sent,
    echo = case when a.odoo_id = excluded.odoo_id then a.echo else '{}' end,
    created_by_us = a.created_by_us and a.odoo_id = excluded.odoo_id,
    applied_at = now();

  update odoo_seed.applied a
  set agreed = odoo_seed.agreement(u.desired, u.observed, a.sent, a.echo)
  from unagreed u
  where u.resolved and odoo_seed.agrees(u.desired, u.observed, a.sent, a.echo)
    and a.binding = p_binding and a.model = u.model and a.external_ref = u.external_ref
    and a.odoo_id = u.odoo_id;
end
$$;
comment on function odoo_seed.note_agreed is 'Notes what find_unagreed() found to agree.';

create function odoo_seed.note_odoo_ids(p_binding text, p_refs text[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  update odoo_seed.projects p
  set odoo_project_id = s.odoo_id
  from odoo_seed.shadow_projects s
  where s.binding = p_binding and s.external_ref = p.external_ref
    and p.odoo_project_id is distinct from s.odoo_id
    and (p_refs is null or p.external_ref = any (p_refs));

  update odoo_seed.tasks t
  set odoo_task_id = s.odoo_id
  from odoo_seed.shadow_tasks s
  where s.binding = p_binding and s.external_ref = t.external_ref
    and t.odoo_task_id is distinct from s.odoo_id
    and (p_refs is null or t.external_ref = any (p_refs));
end
$$;
comment on function odoo_seed.note_odoo_ids is
  'Writes into seeds which record of Odoo each is; p_refs: only into these.';

-- The settings hold for the functions that it calls, too.
create function odoo_seed.record_agreement(p_run_id uuid, p_refs text[] default null)
returns void
language plpgsql
set search_path = ''
set enable_nestloop = off
set enable_seqscan = on
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
begin
  perform odoo_seed.look_up_few(p_refs);
  if odoo_seed.find_unagreed(run_binding, p_refs) then
    perform odoo_seed.note_agreed(run_binding);
  end if;
  perform odoo_seed.note_odoo_ids(run_binding, p_refs);
end
$$;
comment on function odoo_seed.record_agreement is
  'Notes, per field, where seed and Odoo hold the same: from then on the side that differs is the '
  'one that changed. p_refs: only these records may have changed.';

revoke execute on function
  odoo_seed.agreed_fields, odoo_seed.find_unagreed, odoo_seed.note_agreed,
  odoo_seed.note_odoo_ids, odoo_seed.record_agreement
from public;
grant execute on function
  odoo_seed.agreed_fields, odoo_seed.find_unagreed, odoo_seed.note_agreed,
  odoo_seed.note_odoo_ids, odoo_seed.record_agreement
to service_role;
