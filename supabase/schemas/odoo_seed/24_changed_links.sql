-- Tasks whose parent or dependencies the transaction changed.

-- Links of tasks are checked together when a transaction commits. Until then this table holds the
-- tasks whose links it changed; no row outlives its transaction, so each sees its own alone.
create table odoo_seed.changed_links (
  kind text not null,
  external_ref text not null,
  first boolean not null,
  constraint kind_must_be_known check (kind in ('parent', 'dependency'))
);
comment on table odoo_seed.changed_links is
  'Tasks whose parent or dependencies the running transaction changed; its commit looks for '
  'cycles and empties it.';
comment on column odoo_seed.changed_links.first is
  'True for the row whose trigger checks for all of its kind.';
alter table odoo_seed.changed_links enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.changed_links to service_role;

create function odoo_seed.note_changed_links()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  noted text := 'odoo_seed.noted_' || tg_argv[0];
  first boolean := current_setting(noted, true) is distinct from 'true';
begin
  if first then
    perform set_config(noted, 'true', true);
  end if;
  insert into odoo_seed.changed_links (kind, external_ref, first)
  values (tg_argv[0], new.external_ref, first);
  return null;
end
$$;
comment on function odoo_seed.note_changed_links is
  'Notes a task whose links of one kind have to be checked at commit. A setting of the '
  'transaction marks the first one.';
create trigger note_changed_parents
after insert or update of external_ref, parent_external_ref on odoo_seed.tasks
for each row when (new.parent_external_ref is not null)
execute function odoo_seed.note_changed_links('parent');
create trigger note_changed_dependencies
after insert or update of external_ref, depends_on_refs on odoo_seed.tasks
for each row when (new.depends_on_refs <> '{}')
execute function odoo_seed.note_changed_links('dependency');

revoke execute on function odoo_seed.note_changed_links from public;
