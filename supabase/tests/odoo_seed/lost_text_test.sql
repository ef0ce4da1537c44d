-- What Odoo does not show of a description is told as a warning, and listed as long as it is so.
begin;
select plan(51);

create function pg_temp.lost(p_sent text, p_held text, p_lost text[], p_description text) returns text language sql as $$
  select is(odoo_seed.lost_text(p_sent, p_held), p_lost, p_description) $$;
select pg_temp.lost('<p>Ask <ben@example.com></p>', '<p>Ask </p>', array['<ben@example.com>'], 'an address in angle brackets');
select pg_temp.lost('List<String> x', '<p>List x</p>', array['<String>'], 'a generic type');
select pg_temp.lost('a <x@y.z> b <zz> <x@y.z>', '<p>a  b  </p>', array['<x@y.z>', '<zz>'], 'several, each once');
select pg_temp.lost('List<Data> of <address>', '<p>List of </p>', array['<Data>', '<address>'], 'placeholders with the names of HTML''s tags');
select pg_temp.lost('Optional<time>', '<p>Optional<time></time></p>', array['<time>'], 'also where Odoo closes them');
select pg_temp.lost('<address>A street</address> at <time datetime="12:00">noon</time >', '<address>A street</address> at noon', null, 'none of which is lost where they are closed');
select pg_temp.lost('<p>a<ul><li>b<li>c<b>d', '<p>a</p><ul><li>b</li><li>c<b>d</b></li></ul>', null, 'nor what HTML leaves open');
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

select pg_temp.lost(format('<title>%s</title><SCRIPT >%s</script>a<script>%s</SCRIPT >', 'x', '<b>', '</b>'), 'a', null, 'nor hidden elements one after the other');
select pg_temp.lost('a <title> b', 'a ', array['<title>', 'b'], 'one that does not end hides nothing');
select pg_temp.lost('<h1>a</h1><z:y>b</z:y>', '<h1>a</h1>b', array['<z:y>', '</z:y>'], 'a foreign tag of no office program');
select pg_temp.lost((select string_agg(format('<t%s>', n), '') from generate_series(1, 9) n), '', array['<t1>', '<t2>', '<t3>', '<t4>', '<t5>', '<t6>'], 'no more than six pieces');

-- Long texts: the first 100,000 characters, in a time that grows with them and no faster.
set local statement_timeout = '2s';
select is(cardinality(odoo_seed.lost_text(repeat('<style ', 28600) || '</title>', '<p></p>')), 1, '200 kB of tags that open and never close');
select is(cardinality(odoo_seed.lost_text((select string_agg(format('<a%s>', lpad(n::text, 5, '0')), '') from generate_series(1, 28600) n), '<p></p>')), 6, '200 kB of tags, each another one');
select pg_temp.lost(t, replace(replace(t, '<', '&lt;'), '>', '&gt;'), null, 'and none of them lost')
from (select string_agg(format('<a%s>', lpad(n::text, 5, '0')), '') as t from generate_series(1, 28600) n) tags;
select is(cardinality(odoo_seed.lost_text((select string_agg(format('<o:a%s>', n), '') from generate_series(1, 28600) n), '')), null, '200 kB of an office program''s tags');
select is(odoo_seed.lost_text('b' || repeat('a', 200000), repeat('a', 200000)), null, 'what differs at the beginning only');
select pg_temp.lost('<p>a <zz></p>' || repeat('<p>word</p>', 20000), '<p>a </p>' || repeat('<p>word</p>', 20000), array['<zz>'], 'a piece at the beginning of a long text is found');
select pg_temp.lost(repeat('<p>word</p>', 20000) || '<zz>', repeat('<p>word</p>', 20000), null, 'one after 100,000 characters is not');
select pg_temp.lost(repeat('<a>&eacute;t</a> ', 10000), repeat('<a rel="noreferrer">ét</a> ', 10000), null, 'nor is what Odoo writes longer lost at the end of them');
select pg_temp.lost(repeat('<p>word</p>', 20000), null, array[repeat('word', 20)], 'all of a long text');
select pg_temp.lost('<p>a</p><img src="data:' || repeat('Ab', 100000) || '"><p>b</p>', '<p>a</p><img src="/web/image/1"><p>b</p>', null, 'the end within a picture is none of its text');
select pg_temp.lost('<p>a</p><style>' || repeat('p{} ', 50000) || '</style><p>b</p>', '<p>a</p><p>b</p>', null, 'nor within a style sheet');
set local statement_timeout = 0;

select tests.seed();
update odoo_seed.tasks set description = 'Ask <ben@example.com> or "<zz>"' where external_ref = 'T1';
select tests.sync();
create temporary table run as select odoo_seed.start_run('default', 'seed', '{}', 60) as id;
update odoo_seed.shadow_tasks set description = '<p>Ask  or ""</p>' where external_ref = 'T1';
update odoo_seed.applied set sent = jsonb_build_object('description', 'Ask <ben@example.com> or "<zz>"'), applied_at = clock_timestamp() where external_ref = 'T1';
create function pg_temp.wrote(p_pass int, p_changes jsonb) returns void language sql as $$
  update odoo_seed.sync_runs set pass = p_pass;
  insert into odoo_seed.run_actions (run_id, pass, model, external_ref, project_ref, action, changes, conflicts, incomplete, wave, state)
  select id, p_pass, 'project.task', 'T1', 'P', 'update', p_changes, '{}', false, 4, 'done' from run $$;
select pg_temp.wrote(1, '{"description": {}}');
select odoo_seed.record_echo((select id from run));
select odoo_seed.note_lost_text((select id from run));
select results_eq(
  'select run_id, model, external_ref, field, code, message from odoo_seed.sync_run_warnings',
  $$select id, 'project.task', 'T1', 'description', 'text_lost',
    'Odoo does not show all of the description: it lost "<ben@example.com>", "<zz>". Plain text is kept with description_format "text".'
    from run$$, 'the run that wrote it warns');
select odoo_seed.note_lost_text((select id from run));
select is((select count(*) from odoo_seed.sync_run_warnings), 1::bigint, 'once');
select is_empty('select * from odoo_seed.sync_run_errors', 'which is no error');
select results_eq('select binding, model, external_ref, field, lost from odoo_seed.v_lost_text',
  $$values ('default', 'project.task', 'T1', 'description', array['<ben@example.com>', '<zz>'])$$, 'and it is listed');
delete from odoo_seed.sync_run_warnings;
select pg_temp.wrote(2, '{"stage": {}}');
select odoo_seed.note_lost_text((select id from run));
select is_empty('select * from odoo_seed.sync_run_warnings', 'a pass, or a run, that writes something else does not warn again');

-- A warning stops nothing.
select pg_temp.wrote(3, '{"description": {}}');
alter function odoo_seed.lost_text rename to lost_text_before;
create function odoo_seed.lost_text(p_sent text, p_held text) returns text[] language plpgsql as $$ begin perform pg_sleep(60); return null; end $$;
set local statement_timeout = '200ms';
select odoo_seed.note_lost_text((select id from run));
set local statement_timeout = 0;
select results_eq($$select task, object, code from ops.reconcile_faults where task = 'odoo_seed.note_lost_text'$$,
  $$select 'odoo_seed.note_lost_text', id::text, '57014' from run$$, 'what takes too long is in reconcile_faults');
drop function odoo_seed.lost_text;
alter function odoo_seed.lost_text_before rename to lost_text;

-- What cannot be read is no text.
update odoo_seed.applied set echo = '{"description": {"unreadable": "a page too large"}}' where external_ref = 'T1';
select odoo_seed.note_lost_text((select id from run));
select is_empty('select * from odoo_seed.sync_run_warnings', 'a description that could not be read is no lost text');
select is_empty('select * from odoo_seed.v_lost_text', 'and is not listed as one');
update odoo_seed.applied set echo = '{"description": null}' where external_ref = 'T1';
select odoo_seed.note_lost_text((select id from run));
select is((select count(*) from odoo_seed.sync_run_warnings), 1::bigint, 'one that Odoo dropped is');
select is((select count(*) from odoo_seed.v_lost_text), 1::bigint, 'and is listed');
update odoo_seed.applied set echo = '{}';
select is_empty('select * from odoo_seed.v_lost_text', 'what Odoo holds as it was sent is not listed');
select * from finish();
rollback;
