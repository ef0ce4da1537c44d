-- What a change of a binding may not do.

create function api.refuse_columns(p_args jsonb)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  strange text := (
    select string_agg(key, ', ' order by key) from jsonb_object_keys(p_args) key
    where key not in ('if_match', 'name', 'url', 'database', 'username', 'transport',
      'company_name', 'lang', 'sync_enabled', 'unique_refs', 'bulk_action', 'prune_share',
      'full_shadow_hours', 'shadow_minutes', 'time_zone', 'working_day_ends', 'new_project_stages',
      'folded_stages', 'auto_sync', 'auto_sync_seconds', 'self_heal', 'heals_an_hour')
  );
begin
  if strange is not null then
    raise exception 'Cannot change a binding: % is not changed here', strange
      using errcode = 'OC151';
  end if;
end
$$;
comment on function api.refuse_columns is
  'Raises OC151 for what a change of a binding may not say: whose it is, where its secret is, and '
  'whether its plans need approval.';

create function api.forget_moved_secret(p_args jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  binding ops.odoo_bindings;
begin
  select * into binding from ops.odoo_bindings where name = p_args ->> 'name';
  if (p_args ? 'url' and ops.odoo_base_url(p_args ->> 'url') is distinct from binding.url)
    or (p_args ? 'username' and p_args ->> 'username' is distinct from binding.username) then
    if binding.password_secret <> 'binding/' || binding.name then
      raise exception 'Cannot change binding %: its secret is kept for where it leads to',
        ops.quoted(binding.name)
        using errcode = 'OC151', hint = 'A tenant''s own binding is made by its operations.';
    end if;
    delete from vault.secrets where name = binding.password_secret;
  end if;
end
$$;
comment on function api.forget_moved_secret is
  'Forgets the secret of a binding that is to lead to another server or user: it is given anew. '
  'Raises OC151 for one whose secret is somebody else''s, too.';

revoke execute on function api.refuse_columns, api.forget_moved_secret from public, anon;
