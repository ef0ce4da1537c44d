-- What the functions answered to pg_net is needed for as long as a call may still be explained.

create function ops.forget_answers()
returns int
language plpgsql
set search_path = ''
as $$
declare
  gone int;
begin
  -- pg_net deletes by itself only as long as its worker runs.
  delete from net._http_response where created < ops.kept_since('answers');
  get diagnostics gone = row_count;
  return gone;
end
$$;
comment on function ops.forget_answers is
  'Deletes answers to pg_net that are older than ops.retentions has it. Returns how many.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('ops-forget-answers', '11 * * * *', 'ops.forget_answers', '3 hours');

revoke execute on function ops.forget_answers from public;
