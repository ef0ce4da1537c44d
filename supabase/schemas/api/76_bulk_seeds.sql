-- Many seeds at once: a file comes in parts, and is stored as a whole.

create function api.demand_room()
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  most constant bigint := 300000000;
begin
  if (
    select sum(octet_length(u.text)) from odoo_seed.uploads u join control.caller() c
      on u.caller = c.name
  ) >= most then
    raise exception 'Cannot take the file: others of its caller are on their way, of % bytes', most
      using errcode = 'OC151', hint = 'Send the files one after another; those left go in an hour.';
  end if;
end
$$;
comment on function api.demand_room is
  'Raises OC151 while what a caller has sent and not had judged is three files of the largest.';

create function api.upload_seeds(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_shape(p_args, '{"upload": {"text": 36, "needed": true},
    "part": {"from": 0, "to": 1000}, "text": {"text": 4000000}}');
  -- Files are sent to be planned, too, by some who change nothing.
  perform api.act_on_seeds(case when control.has_anywhere('plans.make')
    and not control.has_anywhere('seeds.change') then 'plans.make' else 'seeds.change' end);
  perform api.demand_room();
  insert into odoo_seed.uploads (upload, part, caller, text)
  select (p_args ->> 'upload')::uuid, (p_args ->> 'part')::int, c.name, p_args ->> 'text'
  from control.caller() c;
  return jsonb_build_object('upload', p_args ->> 'upload', 'part', p_args -> 'part');
end
$$;
comment on function api.upload_seeds is
  'Takes a part of a file {"upload", "part", "text"}; parts end anywhere. Raises OC103, OC151.';

create function api.drop_upload(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from odoo_seed.uploads u
  using control.caller() c
  where u.upload = (p_args ->> 'upload')::uuid and u.caller = c.name;
  return jsonb_build_object('upload', p_args ->> 'upload');
end
$$;
comment on function api.drop_upload is 'Removes a file {"upload"} that its caller has sent.';

create function api.stage_seeds(p_upload uuid, p_kind text, p_format text)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  most constant int := 100000;
  content constant text := (
    select odoo_seed.uploaded_text(p_upload, c.name) from control.caller() c);
  faults jsonb := '[]';
  many text;
begin
  if p_format = 'csv' then
    select coalesce(jsonb_agg(to_jsonb(f)), '[]') into faults
    from odoo_seed.stage_csv(p_upload, p_kind, content) f;
  else
    select coalesce(jsonb_agg(to_jsonb(f)), '[]') into faults
    from odoo_seed.stage_ndjson(p_upload, p_kind, content) f;
  end if;
  if faults = '[]'
    and not exists (select from odoo_seed.staged_seeds s where s.upload = p_upload) then
    raise exception 'Cannot store the seeds: there is none' using errcode = 'OC151';
  end if;
  select k.kind into many
  from odoo_seed.staged_seeds s
  cross join lateral (select
    case when s.kind in ('programs', 'projects') then s.kind else 'tasks' end as kind) k
  where s.upload = p_upload
  group by k.kind
  having count(*) > most
  limit 1;
  if many is not null then
    raise exception 'Cannot store the seeds: the % are more than %', many, most
      using errcode = 'OC151', hint = 'Send them in several files.';
  end if;
  return faults;
end
$$;
comment on function api.stage_seeds is
  'Stages the rows of a file of the caller, and returns the lines that are none. Raises OC151 for '
  'none at all, or too many of a kind.';

create function api.complete_file(p_upload uuid, p_args jsonb, p_permission text)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  if (p_args ->> 'prune')::boolean then
    perform odoo_seed.stage_absent(p_upload, control.reaches_all(p_permission),
      array(select control.reach_slugs(p_permission)));
  end if;
  if p_args ->> 'binding' is null then
    return '[]';
  end if;
  if not exists (select from ops.odoo_bindings b where b.name = p_args ->> 'binding'
    and api.may_on_binding(p_permission, b.name)) then
    raise exception 'Cannot find binding %: there is none', ops.quoted(p_args ->> 'binding')
      using errcode = 'OC004';
  end if;
  return (select coalesce(jsonb_agg(to_jsonb(f)), '[]')
    from odoo_seed.binding_faults(p_upload, p_args ->> 'binding') f);
end
$$;
comment on function api.complete_file is
  'Stages the end of what a file {"prune"} no longer has, and returns the rows that do not go to '
  'its {"binding"}; for both the caller needs a permission. Raises OC004.';

-- Nothing is known yet of rows that were just staged: a loop over them may take minutes.
create function api.bulk_seeds(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
set enable_nestloop = off
set work_mem = '32MB'
as $$
declare
  file constant uuid := p_args ->> 'upload';
  dry_run constant boolean := coalesce((p_args ->> 'dry_run')::boolean, false);
  overwrite constant boolean := coalesce((p_args ->> 'overwrite')::boolean, false);
  faults jsonb;
  stored jsonb;
begin
  perform api.demand_shape(p_args, '{"upload": {"text": 36, "needed": true},
    "kind": {"text": 63}, "format": {"among": ["csv", "ndjson"], "needed": true},
    "dry_run": {"truth": true}, "prune": {"truth": true}, "overwrite": {"truth": true},
    "binding": {"text": 63}}');
  perform api.act_on_seeds();
  faults := api.stage_seeds(file, p_args ->> 'kind', p_args ->> 'format');
  faults := faults || api.complete_file(file, p_args, 'seeds.change');
  stored := api.store_seeds(file, faults, case when dry_run then 'dry' else 'many' end, overwrite);
  if not dry_run then
    perform control.note_change('seeds.upload', 'seeds:' || file, null,
      stored || jsonb_build_object('sha256', (
        select encode(sha256(convert_to(odoo_seed.uploaded_text(file, c.name), 'UTF8')), 'hex')
        from control.caller() c)));
  end if;
  delete from odoo_seed.staged_seeds s where s.upload = file;
  delete from odoo_seed.uploads u where u.upload = file;
  return jsonb_build_object('dry_run', dry_run) || stored;
end
$$;
comment on function api.bulk_seeds is
  'Stores a file that was sent {"upload", "kind", "format", "dry_run", "prune", "overwrite", '
  '"binding"}, all of it or nothing, with one row in the audit log; see store_seeds(). Raises '
  'OC004 (no such binding), OC103, OC151, OC202.';

revoke execute on function
  api.demand_room, api.upload_seeds, api.drop_upload, api.stage_seeds, api.complete_file,
  api.bulk_seeds
from public, anon;
grant execute on function api.upload_seeds, api.drop_upload, api.bulk_seeds to authenticated;
