-- Holds end by themselves.

insert into ops.schedules (name, cadence, runs, late_after)
values ('ops-lift-expired-holds', '5 seconds', 'ops.lift_expired_holds', '5 minutes');
