-- Finish adoptions: what becomes of the fields in which seed and record differ.

create function odoo_seed.is_default(p_model text, p_field text, p_value jsonb)
returns boolean
language sql
immutable
parallel safe
return p_model = 'project.project' and (p_field, p_value) in (
  ('visibility', '"employees"'::jsonb), ('allow_dependencies', 'true')
);
comment on function odoo_seed.is_default is
  'Whether a seed has a value that its column has where nobody wrote one.';

create function odoo_seed.finish_adoptions(p_run_id uuid, p_take text)
returns void
language plpgsql
set search_path = ''
set enable_nestloop = off
as $$
declare
  run_binding text := odoo_seed.lock_run(p_run_id);
begin
  -- Also those of an earlier run that died after it had written the refs.
  update odoo_seed.adoptions a
  set finished_at = now()
  from odoo_seed.sync_runs r, odoo_seed.v_observed o
  where r.id = a.run_id and r.binding = run_binding and (r.id = p_run_id or r.run_type = 'adopt')
    and a.outcome = 'matched' and a.finished_at is null
    and o.binding = run_binding and o.model = a.model and o.external_ref = a.external_ref
    and o.odoo_id = a.odoo_ids[1];

  if p_take in ('odoo', 'policy') then
    -- A default opens no project that people have closed.
    perform odoo_seed.take_from_odoo(run_binding, jsonb_agg(to_jsonb(f)))
    from odoo_seed.acceptable(run_binding,
      array(select a.external_ref from odoo_seed.adoptions a where a.finished_at = now())) f
    join odoo_seed.adoptions a
      on a.finished_at = now() and a.model = f.model and a.external_ref = f.external_ref
    where f.refusal is null
      and (p_take = 'odoo' or odoo_seed.is_default(f.model, f.field, f."from"))
    having count(*) > 0;
  end if;
  if p_take = 'odoo' then
    return;
  end if;

  update odoo_seed.applied a
  set sent = a.sent || d.base
  from (
    select v.model, v.external_ref,
      jsonb_object_agg(v.field, case p_take when 'seed' then v.observed else v.desired end) as base
    from odoo_seed.v_field_differences v
    join odoo_seed.adoptions a
      on a.finished_at = now() and a.model = v.model and a.external_ref = v.external_ref
    where v.binding = run_binding and v.verdict = 'conflict'
    group by v.model, v.external_ref
  ) d
  where a.binding = run_binding and a.model = d.model and a.external_ref = d.external_ref;
end
$$;
comment on function odoo_seed.finish_adoptions is
  'Decides about the fields of adopted records that differ. policy: as if the seed had been '
  'applied and people had gone on since, so merged fields stay as Odoo has them and enforced ones '
  'follow the seed, but seeds take what they say by default only; seed: all follow the seed; odoo: '
  'the seeds take all of them. Writes nothing to Odoo.';

revoke execute on function odoo_seed.is_default, odoo_seed.finish_adoptions from public;
grant execute on function odoo_seed.is_default, odoo_seed.finish_adoptions to service_role;
