-- What Odoo does not show of a description is told as a warning, and listed as long as it is so.
begin;
select plan(27);

create function pg_temp.lost(p_sent text, p_held text, p_lost text[], p_description text) returns text language sql as $$
  select is(odoo_seed.lost_text(p_sent, p_held), p_lost, p_description) $$;
select pg_temp.lost('<p>Ask <ben@example.com></p>', '<p>Ask </p>', array['<ben@example.com>'], 'an address in angle brackets');
select pg_temp.lost('List<String> x', '<p>List x</p>', array['<String>'], 'a generic type');
select pg_temp.lost('a <x@y.z> b <zz> <x@y.z>', '<p>a  b  </p>', array['<x@y.z>', '<zz>'], 'several, each once');
select pg_temp.lost('<p>one two three</p>', '<p>one two</p>', array['three'], 'an end that was cut');
select pg_temp.lost('<p>alpha beta gamma</p>', '<p>alpha gamma</p>', array['beta'], 'a piece from the middle');
select pg_temp.lost('<p>all</p>', null, array['all'], 'all of it');
select pg_temp.lost('<p>all</p>', '', array['all'], 'all of it, by a text that is empty');
select pg_temp.lost(E'one\ntwo', E'<p>one\ntwo</p>', array[E'\n'], 'line breaks of a text without tags');
select pg_temp.lost(E'one\n', E'<p>one\n</p>', null, 'a line break at the end is none');
select pg_temp.lost(E'<p>one</p>\n<p>two</p>', E'<p>one</p>\n<p>two</p>', null, 'nor is one between tags');
select pg_temp.lost('Ask Ben', '<p>Ask Ben</p>', null, 'a tag around loses nothing');
select pg_temp.lost('<P CLASS="x > y">a<br/>b<BR>c</P>', '<p class="x &gt; y">a<br>b<br>c</p>', null, 'nor do other spellings');
select pg_temp.lost('<font>a</font><html><body>b</body></html>', '<span>a</span>b', null, 'nor tags of HTML that go');
select pg_temp.lost('a<script>x</script><style>y</style><title>z</title><!-- c -->', '<p>a</p>', null, 'nor what browsers hide');
select pg_temp.lost('<o:p>a</o:p>', '<p>a</p>', null, 'nor what an office program adds');
select pg_temp.lost('&eacute;t&#233; &copy; &amp; &lt;b&gt;&nbsp;x', '<p>été © &amp; &lt;b&gt;&nbsp;x</p>', null, 'nor references to characters');
select pg_temp.lost('5 < 6', '<p>5 &lt; 6</p>', null, 'nor a sign that Odoo escapes');
select pg_temp.lost('<p>a b</p>', E'<p>a\n   b</p>', null, 'nor white space');
select pg_temp.lost('<p>' || repeat('ä', 5000) || 'x' || repeat('ö', 5000) || '</p>', '<p>' || repeat('ä', 5000) || repeat('ö', 5000) || '</p>', array['x'], 'one letter of ten thousand is found');
select pg_temp.lost('<p>a' || repeat('b', 200) || '</p>', '<p>a</p>', array[repeat('b', 80)], 'a long piece is cut');
select pg_temp.lost('&amp;eacute; <x>', '<p>&amp;eacute; </p>', array['<x>'], 'an escaped reference is text');

select tests.seed();
update odoo_seed.tasks set description = 'Ask <ben@example.com> or "<zz>"' where external_ref = 'T1';
select tests.sync();
create temporary table run as select odoo_seed.start_run('default', 'seed', '{}', 60) as id;
update odoo_seed.shadow_tasks set description = '<p>Ask  or ""</p>' where external_ref = 'T1';
update odoo_seed.applied set sent = jsonb_build_object('description', 'Ask <ben@example.com> or "<zz>"'), applied_at = clock_timestamp() where external_ref = 'T1';
select odoo_seed.record_echo((select id from run));
select results_eq(
  'select run_id, model, external_ref, field, code, message from odoo_seed.sync_run_warnings',
  $$select id, 'project.task', 'T1', 'description', 'text_lost',
    'Odoo does not show all of the description: it lost "<ben@example.com>", "<zz>". Plain text is kept with description_format "text".'
    from run$$, 'the run that wrote it warns');
select odoo_seed.record_echo((select id from run));
select is((select count(*) from odoo_seed.sync_run_warnings), 1::bigint, 'once');
select is_empty('select * from odoo_seed.sync_run_errors', 'which is no error');
select results_eq('select binding, model, external_ref, field, lost from odoo_seed.v_lost_text',
  $$values ('default', 'project.task', 'T1', 'description', array['<ben@example.com>', '<zz>'])$$, 'and it is listed');
update odoo_seed.applied set applied_at = now() - interval '1 day' where external_ref = 'T1';
delete from odoo_seed.sync_run_warnings;
select odoo_seed.record_echo((select id from run));
select is_empty('select * from odoo_seed.sync_run_warnings', 'a later run that writes something else does not warn again');
update odoo_seed.applied set echo = '{}';
select is_empty('select * from odoo_seed.v_lost_text', 'what Odoo holds as it was sent is not listed');
select * from finish();
rollback;
