-- Drift of records: missing, under another name, with other values.

create function odoo_seed.all_reasons(p_reasons jsonb, p_field text default null)
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  select string_agg(about.value, '; ' order by about.key)
  from jsonb_each_text(p_reasons) about
  where p_field is null or starts_with(about.key, p_field || ':')
$$;
comment on function odoo_seed.all_reasons is
  'Why names of a seed do not exist, as one text; with a field, only the names in that field.';

create function odoo_seed.last_refusals(p_model text, p_external_ref text)
returns table (field text, message text)
language sql
stable
rows 1
set search_path = ''
as $$
  with reported as (
    select e.id, e.run_id, e.field, e.code, e.message
    from odoo_seed.sync_run_errors e
    join odoo_seed.sync_runs r on r.id = e.run_id and r.run_type = 'seed'
    where e.model = p_model and e.external_ref = p_external_ref
  )
  select t.field, string_agg(t.message, '; ' order by t.id)
  from reported t
  where t.run_id = (select last.run_id from reported last order by last.id desc limit 1)
    and t.code not in ('unresolved', 'blocked', 'conflict', 'unreadable', 'plan_stale')
  group by t.field
$$;
comment on function odoo_seed.last_refusals is
  'What Odoo did not take, or did not store, of a seed in the last run that reported something of '
  'it; a row without a field concerns the whole record.';

-- Long: two kinds of records and two of fields, each with its reason.
create function odoo_seed.record_drift(p_binding text, p_refs text[])
returns table (
  binding text, kind text, model text, external_ref text, odoo_id int, field text, expected jsonb,
  actual jsonb, odoo_write_at timestamptz, odoo_write_by text, winner text, reason text,
  project_ref text
)
language sql
stable
begin atomic
  select
    r.binding, d.kind, r.model, r.external_ref, r.odoo_id, d.field, d.expected, d.actual,
    r.odoo_write_at, r.odoo_write_by, d.winner, nullif(d.reason, '') as reason, r.project_ref
  from odoo_seed.records(p_binding, p_refs) r
  -- Found once, and looked up for what differs alone; a join would ask of every record.
  cross join lateral (
    select odoo_seed.why_blocked(r.model, r.project_ref, (
      select jsonb_object_agg(p.binding || ' ' || p.external_ref, p.reason)
      from odoo_seed.blocked_projects(p_binding, p_refs) p
    ) ->> (r.binding || ' ' || r.project_ref)) as why
    -- Else it is found once for each place that names it.
    offset 0
  ) blocked
  cross join lateral (
    select
      case
        when blocked.why is not null then 'blocked'
        when refused.message is not null then 'refused'
        when known.there then 'missing'
        else 'untried'
      end as kind,
      null::text as field, r.desired -> 'name' as expected, null::jsonb as actual,
      case when blocked.why is null then 'seed' else 'undecided' end as winner,
      concat_ws('; ',
        coalesce(blocked.why, refused.message,
          case when known.there then 'it is not in Odoo any more'
            else 'no run has brought it to Odoo yet' end),
        case when blocked.why is null then odoo_seed.all_reasons(r.reasons) end) as reason
    from (
      select exists (
        select from odoo_seed.applied a
        where a.binding = r.binding and a.model = r.model
          and a.external_ref = r.external_ref) as there
    ) known
    left join lateral (
      select string_agg(l.message, '; ') as message
      from odoo_seed.last_refusals(r.model, r.external_ref) l
      where r.has_error
    ) refused on true
    where r.observed is null and not r.duplicated and r.desired ->> 'active' = 'true'
    union all
    select
      case
        when blocked.why is not null then 'blocked'
        when refused.message is not null then 'refused'
        when f.field = 'name' then 'name'
        else 'field'
      end,
      f.field, f.desired, f.observed,
      case
        when blocked.why is not null then 'undecided'
        when f.verdict = 'change' then 'seed'
        when f.verdict = 'kept' then 'odoo'
        else 'undecided'
      end,
      coalesce(blocked.why, refused.message)
    from odoo_seed.field_differences(
      r.model, r.skipped, r.desired, r.observed, r.sent, r.echo, r.created_by_us
    ) f
    left join lateral (
      select string_agg(l.message, '; ') as message
      from odoo_seed.last_refusals(r.model, r.external_ref) l
      where r.has_error and f.verdict = 'change' and coalesce(l.field, f.field) = f.field
    ) refused on true
    where r.differing and f.desired <> f.observed
      and (r.reasons is null or not exists (
        select from jsonb_object_keys(r.reasons) about where starts_with(about, f.field || ':')))
    union all
    select 'unresolved', p.field, said.value, seen.value, 'undecided',
      odoo_seed.all_reasons(r.reasons, p.field)
    from odoo_seed.field_policies p
    cross join lateral (select coalesce(r.seed -> p.field, p.empty_value)) said (value)
    cross join lateral (select coalesce(r.observed -> p.field, p.empty_value)) seen (value)
    where r.differing and r.reasons is not null and p.model = r.model
      and p.policy in ('enforce', 'merge')
      and said.value <> seen.value
      and exists (select from jsonb_object_keys(r.reasons) about
        where starts_with(about, p.field || ':'))
  ) d
  where r.observed is null or r.differing;
end;
comment on function odoo_seed.record_drift is
  'v_record_drift. Missing names and duplicates are looked for in one binding, and among its tasks '
  'with these refs; null for all. Its body is bound at creation and inlined.';

create view odoo_seed.v_record_drift with (security_invoker = true) as
select * from odoo_seed.record_drift(null, null);
comment on view odoo_seed.v_record_drift is
  'Everything that an active seed says and Odoo does not hold, whether or not a run can write it. '
  'Whole records: missing (it was there), untried. Fields: name, field, unresolved (a name in it '
  'does not exist). Either: blocked (its project is), refused (by Odoo, in the last run). reason '
  'says why.';
grant select, insert, update, delete, maintain on odoo_seed.v_record_drift to service_role;

revoke execute on function
  odoo_seed.all_reasons, odoo_seed.last_refusals, odoo_seed.record_drift
from public;
grant execute on function
  odoo_seed.all_reasons, odoo_seed.last_refusals, odoo_seed.record_drift
to service_role;
