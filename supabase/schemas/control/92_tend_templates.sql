-- Templates that are due are looked after.

create function control.tend_templates()
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  outdated record;
begin
  for outdated in
    select t.db_host, t.database
    from control.database_templates t
    join control.module_bundles b on b.code = t.bundle_code
    where t.status <> 'stale' and t.odoo_url is not null and t.modules <> b.modules
  loop
    begin
      perform control.retire_template(outdated.db_host, outdated.database);
    exception when others then
      perform ops.note_fault('control.tend_templates', outdated.database, sqlstate, sqlerrm);
    end;
  end loop;
  return control.call_template_keeper();
end
$$;
comment on function control.tend_templates is
  'Retires templates of bundles that were changed, and has due ones worked on. Returns the '
  'call''s id, or null.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-tend-templates', '5 seconds', 'control.tend_templates', '5 minutes');

revoke execute on function control.tend_templates from public;
grant execute on function control.tend_templates to service_role;
