-- What people decide about plans and drift is in the audit log.

create trigger write_audit after insert or delete on odoo_seed.plan_decisions
for each row execute function control.audit_change('plan_id');
create trigger write_audit_update after update on odoo_seed.plan_decisions
for each row when (old.* is distinct from new.*) execute function control.audit_change('plan_id');

create trigger write_audit after insert or delete on odoo_seed.drift_mutes
for each row execute function control.audit_change('id');
create trigger write_audit_update after update on odoo_seed.drift_mutes
for each row when (old.* is distinct from new.*) execute function control.audit_change('id');
