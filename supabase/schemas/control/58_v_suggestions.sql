-- All suggestions, whatever they are about.

create view control.v_suggestions with (security_invoker = true) as
select * from control.v_suggested_operations
union all
select * from control.v_suggested_care
union all
select * from control.v_suggested_upkeep
union all
select * from control.v_suggested_syncs
union all
select * from ops.v_failing_subscriptions
union all
select * from ops.v_failing_notifications;
comment on view control.v_suggestions is
  'What somebody should do next: the rule that says so, how severe it is, the object and the '
  'tenant it is about, the evidence, and the call that resolves it (null: there is none).';
grant select on control.v_suggestions to service_role;
