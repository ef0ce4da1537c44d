-- When the API keys end that bindings go by, as far as Odoo tells.

create table ops.key_expiries (
  binding text primary key
    references ops.odoo_bindings (name) on update cascade on delete cascade,
  expires_at timestamptz not null,
  seen_at timestamptz not null default clock_timestamp()
);
comment on table ops.key_expiries is
  'The bindings whose user has an API key that ends, and when the first of them does. Odoo tells '
  'it from 18 on.';
comment on column ops.key_expiries.seen_at is 'When Odoo was asked: at each full observation.';
alter table ops.key_expiries enable row level security;
grant select, insert, update, delete, maintain on ops.key_expiries to service_role;

create function ops.note_key_expiry(p_binding text, p_expires_at timestamptz)
returns void
language sql
set search_path = ''
as $$
  with none as (
    delete from ops.key_expiries where p_expires_at is null and binding = p_binding
  )
  insert into ops.key_expiries as k (binding, expires_at)
  select p_binding, p_expires_at where p_expires_at is not null
  on conflict (binding) do update
  set expires_at = excluded.expires_at, seen_at = clock_timestamp()
$$;
comment on function ops.note_key_expiry is
  'Notes when the first key of a binding''s user ends; null: none does.';

revoke execute on function ops.note_key_expiry from public;
grant execute on function ops.note_key_expiry to service_role;
