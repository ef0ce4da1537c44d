-- Last of all: the fixtures go, and the database is as it was found.
begin;
select plan(1);
drop schema tests cascade;
select hasnt_schema('tests', 'the fixtures are gone');
select * from finish();
commit;
