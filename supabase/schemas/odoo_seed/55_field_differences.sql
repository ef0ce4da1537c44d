-- Where the sides of a record differ, field by field.

create function odoo_seed.field_differences(
  p_model text, p_skipped text[], p_desired jsonb, p_observed jsonb, p_sent jsonb, p_echo jsonb,
  p_created_by_us boolean
)
returns table (field text, policy text, verdict text, desired jsonb, observed jsonb)
language sql
stable
begin atomic
  select f.field, f.policy, v.verdict, f.desired, f.observed
  from (
    select
      p.field, p.policy, p.empty_value,
      coalesce(p_desired -> p.field, p.empty_value) as desired,
      coalesce(p_observed -> p.field, p.empty_value) as observed
    from odoo_seed.field_policies p
    where p.model = p_model and p.field <> all (p_skipped)
  ) f
  cross join lateral (
    -- A stage belongs to its project: Odoo drops it from a task that moves to another one.
    select case
      when f.field = 'stage' and f.policy <> 'ignore' and p_desired ? 'stage'
        and p_desired -> 'project' <> p_observed -> 'project' then 'change'
      when f.desired <> f.observed then odoo_seed.field_verdict(
        f.policy, p_desired -> f.field, p_observed -> f.field, p_sent -> f.field, p_echo -> f.field,
        f.empty_value, coalesce(p_created_by_us, false)
      )
    end as verdict
    -- Else the verdict, which costs most, is found once for each place that names it.
    offset 0
  ) v
  where v.verdict in ('change', 'kept', 'conflict');
end;
comment on function odoo_seed.field_differences is
  'Each field in which a record in Odoo differs from its seed, with the verdict of the field''s '
  'policy. Its body is bound at creation and inlined.';

create view odoo_seed.v_field_differences with (security_invoker = true) as
select
  r.binding, r.model, r.external_ref, r.odoo_id, r.odoo_write_at, r.odoo_write_by,
  f.field, f.policy, f.verdict, f.desired, f.observed
from odoo_seed.v_records r
cross join lateral odoo_seed.field_differences(
  r.model, r.skipped, r.desired, r.observed, r.sent, r.echo, r.created_by_us
) f
where r.differing;
comment on view odoo_seed.v_field_differences is
  'Each field in which a record in Odoo differs from its seed, with the verdict of the field''s '
  'policy.';
grant select, insert, update, delete, maintain on odoo_seed.v_field_differences to service_role;

revoke execute on function odoo_seed.field_differences from public;
grant execute on function odoo_seed.field_differences to service_role;
