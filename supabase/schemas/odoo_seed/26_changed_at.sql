-- When a seed last said something else.

create function odoo_seed.note_changed_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.changed_at := clock_timestamp();
  return new;
end
$$;
comment on function odoo_seed.note_changed_at is
  'Notes when a column was written that a seed speaks by; what runs write is none of them.';

do $$
declare
  seeds record;
begin
  for seeds in
    select c.table_name as name, string_agg(quote_ident(c.column_name), ', ') as columns
    from information_schema.columns c
    where c.table_schema = 'odoo_seed' and c.table_name in ('programs', 'projects', 'tasks')
      and c.column_name <> all (array['id', 'created_at', 'changed_at', 'document',
        'description_rendered', 'rendered_from', 'odoo_project_id', 'odoo_task_id', 'sync_error',
        'synced_at'])
    group by c.table_name
  loop
    execute format('create trigger note_changed_at before update of %s on odoo_seed.%I '
      'for each row execute function odoo_seed.note_changed_at()', seeds.columns, seeds.name);
    execute format('comment on column odoo_seed.%I.changed_at is %L', seeds.name,
      'When something was last written that the seed says; runs leave it alone.');
  end loop;
end
$$;

revoke execute on function odoo_seed.note_changed_at from public;
