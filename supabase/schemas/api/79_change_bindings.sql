-- Bindings, changed.

create function api.write_row(p_table regclass, p_statement text, p_args jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  broken text;
  told jsonb;
begin
  execute p_statement using p_args;
exception when integrity_constraint_violation or data_exception then
  get stacked diagnostics broken = constraint_name;
  select jsonb_build_object('field', c.field, 'rule', odoo_seed.rule_of(c.name)) into told
  from odoo_seed.checks_of(p_table) c where c.name = broken;
  perform api.refuse_seeds(jsonb_build_array(coalesce(told, jsonb_build_object('rule',
    case when broken = '' then 'a value does not fit its column' when broken like '%\_pkey'
      then 'its name is taken' else odoo_seed.rule_of(broken) end))), 'one');
end
$$;
comment on function api.write_row is
  'Executes a statement with the arguments ($1); what a constraint of the table refuses is OC151.';

create function api.keep_binding_secret(p_binding text, p_secret text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  called constant text := 'binding/' || p_binding;
  mark constant text := 'Kept by the control plane for binding ' || p_binding;
  kept record;
begin
  -- Two callers must not both store theirs.
  perform pg_advisory_xact_lock(hashtext('api.keep_binding_secret'), hashtext(p_binding));
  select s.id, s.description into kept from vault.secrets s where s.name = called;
  if kept.id is null then
    perform vault.create_secret(p_secret, called, mark);
  elsif kept.description is distinct from mark then
    raise exception 'Cannot keep secret %: Vault has one of that name, which is somebody else''s',
      ops.quoted(called)
      using errcode = 'OC131', hint = 'Look whose it is, and give it another name.';
  else
    perform vault.update_secret(kept.id, p_secret);
  end if;
  update ops.odoo_bindings set password_secret = called
  where name = p_binding and password_secret is distinct from called;
  perform control.note_change('odoo_bindings.secret', 'odoo_bindings:' || p_binding, null,
    jsonb_build_object('password_secret', called));
end
$$;
comment on function api.keep_binding_secret is
  'Stores the secret of a binding under the binding''s own name; one that others gave it stays '
  'theirs. The audit log has that it was stored. Raises OC131.';

create function api.binding_defaults()
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  defaults jsonb;
begin
  execute (
    select 'select jsonb_build_object('
      || string_agg(format('%L, %s', a.attname, pg_get_expr(d.adbin, d.adrelid)), ', ') || ')'
    from pg_catalog.pg_attrdef d
    join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    where d.adrelid = 'ops.odoo_bindings'::regclass
  ) into defaults;
  return defaults;
end
$$;
comment on function api.binding_defaults is 'What a new binding has where nobody said anything.';

create function api.create_binding(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_shape(p_args, '{"name": {"text": 63, "needed": true}, "url": {"text": 1000},
    "database": {"text": 255}, "username": {"text": 255}, "secret": {"text": 1000},
    "company_name": {"text": 255}}');
  perform control.act_as_caller('bindings.change');
  if not exists (select from control.tenants t where t.slug = p_args ->> 'tenant_slug')
    and p_args ->> 'tenant_slug' is not null then
    perform api.refuse_seeds('[{"field": "tenant_slug", "rule": "is no tenant"}]', 'one');
  end if;
  perform api.write_row('ops.odoo_bindings', 'insert into ops.odoo_bindings
    select (jsonb_populate_record(null::ops.odoo_bindings, $1)).*',
    api.binding_defaults() || (p_args - 'secret')
      || jsonb_build_object('password_secret', 'binding/' || (p_args ->> 'name')));
  perform api.keep_binding_secret(p_args ->> 'name', p_args ->> 'secret');
  return api.get_binding(p_args);
end
$$;
comment on function api.create_binding is
  'A new binding, with the columns of its table and its "secret". Raises OC103, OC131, OC151.';

create function api.demand_binding(p_args jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  wanted constant text := p_args ->> 'name';
begin
  perform from ops.odoo_bindings b
  where b.name = wanted and (control.reaches_all('bindings.read')
    or b.tenant_slug in (select control.reach_slugs('bindings.read')))
  for no key update;
  if not found then
    raise exception 'Cannot find binding %: there is none', ops.quoted(wanted)
      using errcode = 'OC004';
  end if;
  perform control.act_as_caller('bindings.change');
end
$$;
comment on function api.demand_binding is
  'Locks a binding {"name"} that the caller may change. Raises OC004 for one that they may not '
  'see, OC103.';

create function api.change_binding(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_shape(p_args, '{"url": {"text": 1000}, "database": {"text": 255},
    "username": {"text": 255}, "company_name": {"text": 255}}');
  perform api.demand_binding(p_args);
  perform api.demand_match(p_args, api.get_binding(p_args));
  perform api.refuse_columns(p_args);
  -- A secret that is known goes to nobody else; that of a new connection is stored afterwards.
  perform api.forget_moved_secret(p_args);
  -- The secret of a connection that is new is stored afterwards, under this name.
  perform api.write_row('ops.odoo_bindings', (
    select format('update ops.odoo_bindings b set (%s, password_secret) = row(%s, case
        when num_nonnulls((n.r).url, (n.r).database, (n.r).username) = 0 then null
        else coalesce(b.password_secret, ''binding/'' || b.name) end)
      from (select o.name, jsonb_populate_record(o, $1) as r from ops.odoo_bindings o
        where o.name = $1 ->> ''name'') n
      where b.name = n.name',
      string_agg(quote_ident(c), ', '), string_agg('(n.r).' || quote_ident(c), ', '))
    from jsonb_object_keys(p_args - 'if_match') c), p_args - 'if_match');
  return api.get_binding(p_args);
end
$$;
comment on function api.change_binding is
  'Changes the columns of a binding {"name", …} that are given. Raises OC004, OC103, OC151, OC202.';

create function api.set_binding_secret(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_shape(p_args, '{"secret": {"text": 1000, "needed": true}}');
  perform api.demand_binding(p_args);
  if (select b.url is null from ops.odoo_bindings b where b.name = p_args ->> 'name') then
    perform api.refuse_seeds('[{"rule": "the binding has no connection that it would open"}]',
      'one');
  end if;
  perform api.keep_binding_secret(p_args ->> 'name', p_args ->> 'secret');
  return jsonb_build_object('name', p_args ->> 'name', 'has_secret', true);
end
$$;
comment on function api.set_binding_secret is
  'Stores the password or API key of a binding {"name", "secret"} in Vault, in place of the one '
  'it had. Raises OC004, OC103, OC131, OC151.';

revoke execute on function
  api.write_row, api.keep_binding_secret, api.binding_defaults, api.create_binding,
  api.demand_binding, api.change_binding, api.set_binding_secret
from public, anon;
grant execute on function api.create_binding, api.change_binding, api.set_binding_secret
to authenticated;
