-- Programmes, projects and tasks, changed one at a time.

create function api.act_on_seeds(p_permission text default 'seeds.change')
returns void
language sql
set search_path = ''
as $$
  select control.act_as_caller(p_permission,
    (select r.id from control.reach(p_permission) r (id) limit 1))
$$;
comment on function api.act_on_seeds is
  'Names the caller, who may change some seeds, or has another permission somewhere, as the actor '
  'of the transaction. Raises OC103.';

create function api.sees_program(p_slug text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from odoo_seed.programs g
    where g.slug = p_slug
      and (control.reaches_all('seeds.read') or exists (
        select from odoo_seed.projects p
        where p.program_slug = g.slug
          and p.tenant_slug in (select control.reach_slugs('seeds.read'))
      ))
  )
$$;
comment on function api.sees_program is
  'Whether the caller may see a programme: one of its projects, or all.';

create function api.demand_seed(p_kind text, p_key text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  owner text;
  seen boolean;
begin
  execute format('select from odoo_seed.%I t where t.%I = $1 for no key update', p_kind,
    odoo_seed.key_of(p_kind)) using p_key;
  if p_kind = 'programs' then
    seen := api.sees_program(p_key);
  else
    select p.tenant_slug, control.reaches_all('seeds.read')
      or p.tenant_slug in (select control.reach_slugs('seeds.read'))
    into owner, seen
    from odoo_seed.projects p
    where p.external_ref = case p_kind when 'projects' then p_key else (
      select t.project_external_ref from odoo_seed.tasks t where t.external_ref = p_key) end;
  end if;
  if seen is not true then
    raise exception 'Cannot find % %: there is none', rtrim(p_kind, 's'), ops.quoted(p_key)
      using errcode = 'OC004';
  end if;
  perform control.act_as_caller('seeds.change',
    (select t.id from control.tenants t where t.slug = owner));
end
$$;
comment on function api.demand_seed is
  'Locks a seed that the caller may change. Raises OC004 for one that they may not see, OC103.';

create function api.note_seed(p_kind text, p_key text, p_before jsonb, p_after jsonb)
returns void
language sql
set search_path = ''
as $$
  select control.note_change(
    p_kind || case when p_before is null then '.insert' else '.update' end, p_kind || ':' || p_key,
    case when p_before is not null then jsonb_object_agg(n.key, p_before -> n.key) end,
    jsonb_object_agg(n.key, n.value))
  from jsonb_each(p_after) n
  where p_before is null or n.value is distinct from p_before -> n.key
  having count(*) > 0
$$;
comment on function api.note_seed is
  'Writes the change of one seed to the audit log, unless nothing has changed.';

create function api.put_seed(p_kind text, p_key text, p_said jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  staged constant uuid := gen_random_uuid();
  reads constant text := format('select odoo_seed.said_by(%L, to_jsonb(t)) from odoo_seed.%1$I t
    where t.%2$I = $1', p_kind, odoo_seed.key_of(p_kind));
  was jsonb;
  is_now jsonb;
begin
  execute reads into was using p_key;
  insert into odoo_seed.staged_seeds (upload, line, kind, key, said)
  values (staged, 1, p_kind, p_key,
    p_said || jsonb_build_object(odoo_seed.key_of(p_kind), p_key));
  perform api.store_seeds(staged, '[]', 'one');
  delete from odoo_seed.staged_seeds s where s.upload = staged;
  execute reads into is_now using p_key;
  perform api.note_seed(p_kind, p_key, was, is_now);
end
$$;
comment on function api.put_seed is
  'Stores one seed, of which it says what it says, and notes it in the audit log. Raises OC151.';

create function api.create_seed(p_kind text, p_args jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  key constant text := p_args ->> odoo_seed.key_of(p_kind);
  taken boolean;
begin
  perform api.act_on_seeds();
  execute format('select exists (select from odoo_seed.%I t where t.%I = $1)', p_kind,
    odoo_seed.key_of(p_kind)) into taken using key;
  if taken then
    perform api.refuse_seeds(jsonb_build_array(jsonb_build_object('field',
      odoo_seed.key_of(p_kind), 'rule', 'is taken')), 'one');
  end if;
  perform api.put_seed(p_kind, key, p_args);
end
$$;
comment on function api.create_seed is
  'Stores a new programme, project or task. Raises OC103, OC151.';

create function api.change_seed(p_kind text, p_key text, p_args jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  key_column constant text := odoo_seed.key_of(p_kind);
begin
  perform api.demand_seed(p_kind, p_key);
  perform api.demand_match(p_args, api.get_seed(p_kind, key_column, p_key));
  perform api.put_seed(p_kind, p_key, p_args - array['ref', 'slug', 'if_match']);
  return api.get_seed(p_kind, key_column, p_key);
end
$$;
comment on function api.change_seed is
  'Changes what the arguments say of a seed, if it is as if_match has it, and shows it. Raises '
  'OC004, OC103, OC151, OC202.';

revoke execute on function
  api.act_on_seeds, api.sees_program, api.demand_seed, api.note_seed, api.put_seed,
  api.create_seed, api.change_seed
from public, anon;
