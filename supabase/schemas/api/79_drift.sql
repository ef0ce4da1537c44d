-- Drift over the whole fleet, as it was kept when each binding was last compared.

create view api.drift with (security_invoker = true) as
select
  d.id, d.binding, control.tenant_of(d.binding) as tenant, d.kind, d.model, d.external_ref as ref,
  d.field, d.project_ref as project, d.odoo_id, d.expected, d.actual,
  d.odoo_write_by as changed_by, d.odoo_write_at as changed_at, d.winner, d.reason, d.first_seen,
  s.as_of as last_seen, d.muted_until > now() as muted
from odoo_seed.drift_items d
-- A count does without it.
left join odoo_seed.drift_states s on s.binding = d.binding;
comment on view api.drift is
  'The drift that the caller may see. changed_by wrote the record last in Odoo.';

create view api.drift_states with (security_invoker = true) as
select s.binding as id, s.binding, s.as_of from odoo_seed.drift_states s;
comment on view api.drift_states is 'As of when the drift is that the caller may see.';

revoke all on api.drift, api.drift_states from public, anon;
grant select on api.drift, api.drift_states to authenticated;

create function api.drift_filters()
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
  return jsonb '[
    {"arg": "binding"},
    {"arg": "of_tenant", "of": ["binding"]},
    {"arg": "reached", "of": ["binding"], "is": "among"},
    {"arg": "kind"},
    {"arg": "model"},
    {"arg": "project"},
    {"arg": "ref"},
    {"arg": "field"},
    {"arg": "winner"},
    {"arg": "muted"},
    {"arg": "person", "of": ["changed_by"]},
    {"arg": "since", "of": ["first_seen"], "is": "from"},
    {"arg": "until", "of": ["first_seen"], "is": "before"}
  ]';
end
$$;
comment on function api.drift_filters is 'By what drift is filtered, as in api.condition().';

create function api.drift_as_of(p_args jsonb)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select min(s.as_of) from api.drift_states s
    where (p_args ->> 'binding' is null or s.binding = p_args ->> 'binding')
      and (p_args ->> 'of_tenant' is null or s.binding = p_args ->> 'of_tenant')
  );
end
$$;
comment on function api.drift_as_of is
  'How old the oldest drift of the bindings that are asked for is; null where none was compared.';

create function api.list_drift(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  args jsonb := api.by_binding(jsonb '{"muted": "false"}' || p_args, 'drift.read');
begin
  if args ->> 'muted' = 'all' then
    args := args - 'muted';
  end if;
  return api.listed('drift', api.drift_filters(),
      array['-first_seen', 'first_seen', 'changed_at'], args)
    || jsonb_build_object('as_of', api.drift_as_of(args));
end
$$;
comment on function api.list_drift is
  'A page of drift, the newest first, and how old the oldest of it may be, "as_of": what matches '
  'binding, tenant, kind, model, project, ref, field, winner, person, since, until (when it was '
  'first seen) and muted (true, false or all). Raises OC004 for a tenant that the caller may not '
  'see.';

create function api.list_tenant_drift(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.list_drift(p_args);
end
$$;
comment on function api.list_tenant_drift is 'list_drift() of a tenant {"tenant"}. Raises OC004.';

revoke execute on function
  api.drift_filters, api.drift_as_of, api.list_drift, api.list_tenant_drift
from public, anon;
grant execute on function
  api.drift_filters, api.drift_as_of, api.list_drift, api.list_tenant_drift
to authenticated;
