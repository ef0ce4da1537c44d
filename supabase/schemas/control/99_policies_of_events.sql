-- What the platform's people read of events and of who is told of them; changes are audited.

grant select (
  name, url, types, tenants, enabled, old_secret_until, failing_since, held_until, delivered_at,
  ended_at, ended_why, created_by, created_at
) on ops.subscriptions to authenticated;
grant select (
  name, peer, address, types, tenants, urgent, quiet_from, quiet_to, time_zone, digest, digest_at,
  most_per_hour, language, enabled, failing_since, held_until, error, told_at, created_by,
  created_at
) on ops.notifications to authenticated;
grant select (notification, place, form, due_at, message) on ops.news to authenticated;
grant select (id, notification, attempts, error, ended, ended_at) on ops.messages to authenticated;
grant select (type, description) on ops.event_types to authenticated;
grant select (subscription, place, subject, attempts, first_failed_at, due_at)
on ops.deliveries to authenticated;
grant select (id, subscription, place, at, status, ms, answer, error)
on ops.delivery_attempts to authenticated;
grant select (place, id, type, subject, tenant) on ops.events to authenticated;

create policy "The platform's people read who is told of events" on ops.subscriptions
for select to authenticated using ((select control.reaches_all('subscriptions.read')));

create policy "The platform's people read which events there are" on ops.event_types
for select to authenticated using ((select control.reaches_all('subscriptions.read')));

create policy "The platform's people read what happened" on ops.events
for select to authenticated using ((select control.reaches_all('subscriptions.read')));

create policy "The platform's people read what is still to be delivered" on ops.deliveries
for select to authenticated using ((select control.reaches_all('subscriptions.read')));

create policy "The platform's people read what was delivered" on ops.delivery_attempts
for select to authenticated using ((select control.reaches_all('subscriptions.read')));

create policy "The platform's people read whom notifications tell" on ops.notifications
for select to authenticated using ((select control.reaches_all('notifications.read')));

create policy "The platform's people read what is told" on ops.news
for select to authenticated using ((select control.reaches_all('notifications.read')));

create policy "The platform's people read in which messages" on ops.messages
for select to authenticated using ((select control.reaches_all('notifications.read')));

create trigger write_audit after insert or delete on ops.notifications
for each row execute function control.audit_change('name');
create trigger write_audit_update after update on ops.notifications
for each row when (
  (to_jsonb(old) - array['place', 'failures', 'failing_since', 'held_until', 'error', 'told_at'])
  is distinct from
  (to_jsonb(new) - array['place', 'failures', 'failing_since', 'held_until', 'error', 'told_at'])
)
execute function control.audit_change('name');

create trigger write_audit after insert or delete on ops.subscriptions
for each row execute function control.audit_change('name');
-- How far it has come is no change.
create trigger write_audit_update after update on ops.subscriptions
for each row when (
  (old.url, old.types, old.tenants, old.enabled, old.secret_number)
  is distinct from (new.url, new.types, new.tenants, new.enabled, new.secret_number)
)
execute function control.audit_change('name');
