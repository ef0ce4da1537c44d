-- Staged rows are judged as their caller's, and stored or refused as a whole.

create function api.refuse_seeds(p_faults jsonb, p_how text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  one constant boolean := p_how = 'one';
  total constant int := jsonb_array_length(p_faults);
  few constant jsonb := (
    select jsonb_agg(case when one then f.fault - array['row', 'kind', 'ref'] else f.fault end
      order by f.position)
    from jsonb_array_elements(p_faults) with ordinality f (fault, position)
    where f.position <= 1000
  );
  told constant text := (
    select string_agg(concat('row ' || (f.fault ->> 'row') || ', ', (f.fault ->> 'field') || ': ',
      f.fault ->> 'rule'), '; ' order by f.position)
    from jsonb_array_elements(few) with ordinality f (fault, position)
    where f.position <= 3
  );
begin
  raise exception 'Cannot accept the body: %', told
      || case when total > 3 then format('; and %s more', total - 3) else '' end
    using errcode = 'OC151', hint = 'Correct what is told and send it again: nothing was stored.',
      detail = case when one then jsonb_build_object('faults', few)
        else jsonb_build_object('faults', few, 'total', total) end::text;
end
$$;
comment on function api.refuse_seeds is
  'Raises OC151 for faults [{"row", "kind", "ref", "field", "rule"}]; its detail has the first '
  'thousand, without their row where there is but one, and how many there are.';

create function api.tenant_faults(p_upload uuid)
returns table (line int, field text, rule text)
language sql
stable
set search_path = ''
as $$
  select s.line, 'tenant_slug', 'is no tenant'
  from odoo_seed.staged_seeds s
  left join odoo_seed.projects p on p.external_ref = s.key
  where s.upload = p_upload and s.kind = 'projects'
    and s.said ->> 'tenant_slug' is distinct from p.tenant_slug
    and not exists (select from control.tenants t where t.slug = s.said ->> 'tenant_slug')
    and s.said ->> 'tenant_slug' is not null
$$;
comment on function api.tenant_faults is 'Staged projects that would go to a tenant that is none.';

create function api.told_faults(p_upload uuid, p_faults jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'row', f.line, 'kind', s.kind, 'ref', s.key, 'field', f.field, 'rule', f.rule))
    order by f.line, f.field, f.rule), '[]')
  from jsonb_to_recordset(p_faults) f (line int, field text, rule text)
  left join odoo_seed.staged_seeds s on s.upload = p_upload and s.line = f.line
$$;
comment on function api.told_faults is
  'Faults [{"line", "field", "rule"}] with the rows that they are of, in the order of the file.';

create function api.faults_of(p_upload uuid, p_all boolean, p_slugs text[])
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(f)), '[]')
  from (
    select s.line, 'kind' as field, 'must be programs, projects or tasks' as rule
    from odoo_seed.staged_seeds s
    where s.upload = p_upload and s.kind not in ('programs', 'projects', 'tasks')
    union
    select f.*
    from unnest(array['programs', 'projects', 'tasks']) k (kind)
    cross join lateral (
      select * from odoo_seed.value_faults(p_upload, k.kind)
      union all
      select * from odoo_seed.missing_faults(p_upload, k.kind)
      union all
      select * from odoo_seed.reach_faults(p_upload, k.kind, p_all, p_slugs)
    ) f
    where exists (select from odoo_seed.staged_seeds s
      where s.upload = p_upload and s.kind = k.kind)
    union
    -- Others are told that it is not theirs, whether it is there or not.
    select * from api.tenant_faults(p_upload) where p_all
  ) f
$$;
comment on function api.faults_of is
  'What is wrong with staged rows before any is stored, for a caller who reaches all, or tenants.';

create function api.checks_broken(p_upload uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(f)), '[]')
  from unnest(array['programs', 'projects', 'tasks']) k (kind)
  cross join odoo_seed.check_faults(p_upload, k.kind,
    array(select v.line from odoo_seed.value_faults(p_upload, k.kind) v)) f
$$;
comment on function api.checks_broken is
  'The checks of the tables that staged rows would break whose values fit their columns.';

create function api.changes_of(p_upload uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(c.change order by k.place, c.position), '[]')
  from unnest(array['programs', 'projects', 'tasks']) with ordinality k (kind, place)
  cross join jsonb_array_elements(odoo_seed.seed_changes(p_upload, k.kind, 1000))
    with ordinality c (change, position)
$$;
comment on function api.changes_of is
  'What staged rows would change, a thousand of each kind at most.';

-- Long: what is undone, told and returned belongs to one attempt to store.
create function api.store_seeds(
  p_upload uuid, p_faults jsonb, p_how text, p_overwrite boolean default true,
  p_permission text default 'seeds.change'
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  faults jsonb := p_faults || api.faults_of(p_upload, control.reaches_all(p_permission),
    array(select control.reach_slugs(p_permission)));
  counts jsonb;
  conflicts jsonb;
  changes jsonb;
  broken text;
begin
  if faults <> '[]' then
    faults := faults || api.checks_broken(p_upload);
    perform api.refuse_seeds(api.told_faults(p_upload, faults), p_how);
  end if;
  if not p_overwrite then
    conflicts := odoo_seed.keep_accepted(p_upload);
  end if;
  if p_how = 'dry' then
    changes := api.changes_of(p_upload);
  end if;
  begin
    counts := odoo_seed.store_staged(p_upload);
    if p_how = 'dry' then
      raise exception using errcode = 'OC000';
    end if;
  exception
    when sqlstate 'OC000' then
      null;
    when integrity_constraint_violation then
      get stacked diagnostics broken = constraint_name;
      faults := api.checks_broken(p_upload);
      if faults = '[]' then
        select jsonb_agg(to_jsonb(f)) into faults
        from odoo_seed.broken_rule(p_upload, broken, sqlerrm) f;
      end if;
      perform api.refuse_seeds(api.told_faults(p_upload, faults), p_how);
  end;
  return jsonb_build_object('counts', counts)
    || case when changes is null then '{}' else jsonb_build_object('changes', changes) end
    || case when conflicts is null then '{}' else jsonb_build_object('conflicts', conflicts) end;
end
$$;
comment on function api.store_seeds is
  'Stores staged rows as what the caller sent, or (p_how: dry) shows what would change, and undoes '
  'it: {"counts": {kind: {"created", "changed", "archived", "unchanged"}}, "changes"}. p_how one: '
  'there is one row. Unless told to overwrite it keeps what was accepted from Odoo, and has '
  '"conflicts". p_permission: what the caller needs for the seeds that the rows are about. '
  'Raises OC151 with all that is wrong, p_faults among them; OC202.';

revoke execute on function
  api.refuse_seeds, api.tenant_faults, api.told_faults, api.faults_of, api.checks_broken,
  api.changes_of, api.store_seeds
from public, anon;
