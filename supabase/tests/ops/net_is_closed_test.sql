-- net_is_closed(): whether PUBLIC holds anything where pg_net keeps requests and answers.
begin;
select plan(3);
select ok(not ops.net_is_closed(), 'as pg_net makes it, it is open');
revoke all on schema net from public;
select ok(not ops.net_is_closed(), 'and postgres, who does not own it, cannot close it');
set local role authenticated;
select throws_ok('select ops.net_is_closed()', '42501', null, 'who is just signed in is not told');
reset role;
select * from finish();
rollback;
