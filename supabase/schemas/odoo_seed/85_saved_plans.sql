-- Plans that were saved to be applied later, and their digest.

create function odoo_seed.plan_hash(p_run_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select md5(coalesce(string_agg(
    md5(concat_ws(' ', a.model, a.external_ref, a.odoo_id, a.action, a.changes::text)), ''
    order by a.model, a.external_ref), ''))
  from odoo_seed.sync_runs run
  join odoo_seed.run_actions a on a.run_id = run.id and a.pass = run.pass
  where run.id = p_run_id and a.state <> 'reported'
$$;
comment on function odoo_seed.plan_hash is
  'Digest of everything that a run''s plan would write: equal for equal plans.';

create function odoo_seed.is_of_saved_plan(p_run_id uuid, p_row odoo_seed.v_plan)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from odoo_seed.run_actions a
    where a.run_id = p_run_id and a.pass = 1
      and a.model = p_row.model and a.external_ref = p_row.external_ref
      and not exists (
        select from jsonb_each(p_row.changes) change
        where change.value -> 'to' is distinct from a.changes -> change.key -> 'to')
  )
$$;
comment on function odoo_seed.is_of_saved_plan is
  'Whether a row of a run''s later plan has only changes that its first plan had: a run of a '
  'saved plan writes nothing else.';

create function odoo_seed.saved_plan(p_plan_id uuid)
returns odoo_seed.sync_runs
language plpgsql
stable
set search_path = ''
as $$
declare
  plan odoo_seed.sync_runs;
begin
  select * into plan from odoo_seed.sync_runs where id = p_plan_id and plan_hash is not null;
  if not found then
    raise exception 'Cannot apply plan %: there is none', p_plan_id using errcode = 'OC004';
  elsif plan.plan_expires_at < clock_timestamp() then
    raise exception 'Cannot apply plan %: it expired at %', p_plan_id, plan.plan_expires_at
      using errcode = 'OC007';
  end if;
  return plan;
end
$$;
comment on function odoo_seed.saved_plan is
  'A plan that may still be applied. Raises OC004 if there is none, OC007 if it has expired.';

create function odoo_seed.check_saved_plan(p_run odoo_seed.sync_runs)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_run.run_type = 'plan' then
    update odoo_seed.sync_runs
    set plan_hash = odoo_seed.plan_hash(p_run.id),
      plan_expires_at = clock_timestamp() + interval '1 hour'
    where id = p_run.id;
  elsif p_run.counts is null and p_run.options ? 'plan'
    and odoo_seed.plan_hash(p_run.id) is distinct from (
      select p.plan_hash from odoo_seed.sync_runs p where p.id = (p_run.options ->> 'plan')::uuid
    ) then
    raise exception 'Cannot apply plan %: Postgres or Odoo has moved since',
      p_run.options ->> 'plan'
      using errcode = 'OC007';
  end if;
end
$$;
comment on function odoo_seed.check_saved_plan is
  'Saves the plan of a dry run, for an hour. Raises OC007 when the first plan of a run is not the '
  'saved one that it is to apply.';

revoke execute on function
  odoo_seed.plan_hash, odoo_seed.is_of_saved_plan, odoo_seed.saved_plan, odoo_seed.check_saved_plan
from public;
grant execute on function
  odoo_seed.plan_hash, odoo_seed.is_of_saved_plan, odoo_seed.saved_plan, odoo_seed.check_saved_plan
to service_role;
