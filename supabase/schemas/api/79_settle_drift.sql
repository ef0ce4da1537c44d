-- Drift is accepted into the seeds, or muted for a time.

create function api.refuse_unknown_drift(p_items uuid[])
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  stray text;
begin
  select string_agg(asked.id::text, ', ' order by asked.id) into stray
  from unnest(p_items) asked (id)
  left join odoo_seed.drift_items d
    on d.id = asked.id and api.may_on_binding('drift.read', d.binding)
  where d.id is null;
  if stray is not null then
    raise exception 'Cannot find drift %: there is none', stray using errcode = 'OC004';
  end if;
end
$$;
comment on function api.refuse_unknown_drift is
  'Raises OC004 for drift that is not there, or that the caller may not see.';

create function api.accept_item(p_item odoo_seed.drift_items)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  if p_item.kind in ('orphan', 'look_alike', 'archived_stage') then
    raise exception 'Cannot accept drift of %: it has no seed', ops.quoted(p_item.external_ref)
      using errcode = 'OC012', hint = 'Mute it, import its project, or change it in Odoo.';
  end if;
  return (
    select jsonb_agg(jsonb_build_object('id', p_item.id, 'ref', a.external_ref, 'field', a.field,
      'from', a."from", 'to', a."to"))
    from odoo_seed.accept_drift(p_item.external_ref, p_item.field, p_item.binding, p_item.model) a
  );
end
$$;
comment on function api.accept_item is
  'Takes what Odoo holds into the seed, for one drift. Raises OC004, OC012.';

create function api.accept_drift(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  items uuid[];
  place text;
  item odoo_seed.drift_items;
  accepted jsonb := '[]';
begin
  perform api.demand_shape(p_args, '{"items": {"list": 100, "needed": true}}');
  items := array(select distinct i::uuid from jsonb_array_elements_text(p_args -> 'items') i);
  perform api.refuse_unknown_drift(items);
  for place in
    select distinct binding from odoo_seed.drift_items where id = any (items) order by binding
  loop
    perform api.act_on_binding('drift.accept', place);
    for item in
      select * from odoo_seed.drift_items where id = any (items) and binding = place order by id
    loop
      accepted := accepted || api.accept_item(item);
    end loop;
    perform odoo_seed.refresh_drift(place);
  end loop;
  return jsonb_build_object('accepted', accepted);
end
$$;
comment on function api.accept_drift is
  'Takes what Odoo holds into the seeds, for all of some drift or for none {"items": [ids]}: '
  '{"accepted": [{"id", "ref", "field", "from", "to"}]}. Raises OC004, OC012 (a seed cannot have '
  'that value), OC103.';

create view api.drift_mutes with (security_invoker = true) as
select
  m.id, m.binding, control.tenant_of(m.binding) as tenant, m.external_ref as ref, m.field, m.reason,
  nullif(m.muted_until, 'infinity') as until, m.muted_by, m.created_at,
  m.muted_until > now() as active
from odoo_seed.drift_mutes m;
comment on view api.drift_mutes is
  'The mutes that the caller may see. A null binding is all of them; a null until is for ever.';
revoke all on api.drift_mutes from public, anon;
grant select on api.drift_mutes to authenticated;

create function api.list_mutes(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('drift_mutes', '[
      {"arg": "binding"},
      {"arg": "of_tenant", "of": ["binding"]},
      {"arg": "reached", "of": ["binding"], "is": "among"},
      {"arg": "ref"},
      {"arg": "active"}
    ]',
    array['-created_at', 'created_at', 'until'], api.by_binding(p_args, 'drift.read'));
end
$$;
comment on function api.list_mutes is
  'A page of mutes, the newest first: those that match binding, tenant, ref and active. Raises '
  'OC004.';

create function api.mute_drift(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  ends timestamptz;
  made bigint;
begin
  perform api.demand_shape(p_args, '{"binding": {"text": 255, "needed": true},
    "ref": {"text": 255, "needed": true}, "field": {"text": 255},
    "reason": {"text": 1000, "needed": true}, "until": {"text": 64, "needed": true}}');
  perform api.act_on_binding('drift.mute', p_args ->> 'binding');
  ends := p_args ->> 'until';
  if ends <= clock_timestamp() or ends > clock_timestamp() + interval '10 years' then
    raise exception 'Cannot mute drift: until has to be in the future, within ten years'
      using errcode = 'OC151';
  end if;
  insert into odoo_seed.drift_mutes (
    binding, external_ref, field, muted_until, reason, muted_by)
  select p_args ->> 'binding', p_args ->> 'ref', p_args ->> 'field', ends, p_args ->> 'reason',
    c.name
  from control.caller() c
  returning id into made;
  return (select to_jsonb(m) from api.drift_mutes m where m.id = made);
end
$$;
comment on function api.mute_drift is
  'Mutes the drift of a record, or of one field of it, until a time {"binding", "ref", "field", '
  '"until", "reason"}. Raises OC004, OC103, OC151 (until has passed, or is '
  'further than ten years).';

create function api.unmute_drift(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  mute constant odoo_seed.drift_mutes :=
    (select m from odoo_seed.drift_mutes m where m.id = (p_args ->> 'id')::bigint);
begin
  if mute.id is null or not api.may_on_binding('drift.read', mute.binding) then
    raise exception 'Cannot find mute %: there is none', p_args ->> 'id' using errcode = 'OC004';
  elsif mute.binding is null then
    perform control.act_as_caller('drift.mute');
  else
    perform api.act_on_binding('drift.mute', mute.binding);
  end if;
  delete from odoo_seed.drift_mutes where id = mute.id;
  return jsonb_build_object('id', mute.id);
end
$$;
comment on function api.unmute_drift is 'Ends a mute {"id"} at once. Raises OC004, OC103.';

revoke execute on function
  api.refuse_unknown_drift, api.accept_item, api.accept_drift, api.list_mutes, api.mute_drift,
  api.unmute_drift
from public, anon;
grant execute on function
  api.accept_drift, api.list_mutes, api.mute_drift, api.unmute_drift
to authenticated;
