-- Templates whose bundle was changed, or whose last check is too long ago.

create function control.reconcile_templates()
returns void
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
      perform ops.note_fault('control.reconcile_templates', outdated.database, sqlstate, sqlerrm);
    end;
  end loop;
  update ops.work w
  set run_after = clock_timestamp()
  from control.database_templates t
  cross join control.settings s
  where w.kind = 'template' and w.key = control.template_key(t.db_host, t.database)
    and w.status = 'waiting' and w.run_after > clock_timestamp() and t.status = 'ready'
    and t.checked_at < clock_timestamp() - s.templates_checked_every;
end
$$;
comment on function control.reconcile_templates is
  'Retires templates of bundles that were changed. Makes those due whose last check is longer ago '
  'than settings.templates_checked_every, which may have been changed.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-reconcile-templates', '10 seconds', 'control.reconcile_templates', '5 minutes');

revoke execute on function control.reconcile_templates from public;
grant execute on function control.reconcile_templates to service_role;
