-- A description is HTML, plain text or Markdown; what is compared and sent is HTML.
begin;
select plan(34);

create function pg_temp.html(p_text text, p_html text, p_description text) returns text language sql as $$
  select is(odoo_seed.text_html(p_text), p_html, p_description) $$;
select pg_temp.html('Ask <ben@example.com> & co', '<p>Ask &lt;ben@example.com&gt; &amp; co</p>', 'what looks like a tag is text');
select pg_temp.html('&lt; &amp;', '<p>&amp;lt; &amp;amp;</p>', 'and so is what looks escaped');
select pg_temp.html(E'a\nb\r\nc\rd', '<p>a<br>b<br>c<br>d</p>', 'line breaks stay, whoever made them');
select pg_temp.html(E'a\n\nb\n\n\n\nc', '<p>a</p><p>b</p><p><br></p><p>c</p>', 'blank lines part paragraphs, all of them');
select pg_temp.html(E'a\tb', E'<p style="white-space: pre-wrap">a\tb</p>', 'a tab keeps its width');
select pg_temp.html(E'a\n  b', '<p style="white-space: pre-wrap">a<br>  b</p>', 'an indented line stays indented');
select pg_temp.html(E'\n \n a \n\n', '<p style="white-space: pre-wrap"> a</p>', 'blank lines around are left out');
select pg_temp.html(U&'a\00A0b', '<p>a&nbsp;b</p>', 'a hard space is written as Odoo keeps it');
select pg_temp.html(E'a\x01\x0bb', '<p>ab</p>', 'control characters are left out');
select pg_temp.html('</p><p>', '<p>&lt;/p&gt;&lt;p&gt;</p>', 'a text of paragraphs makes none');
select pg_temp.html(E' \n\t', null, 'a text without a character is no description');
select pg_temp.html(null, null, 'nor is none');

select tests.seed();
select is((select description_format from odoo_seed.tasks where external_ref = 'T1'), 'html', 'a description is HTML unless it is said to be something else');
update odoo_seed.tasks set description = 'List<String>' where external_ref = 'T1';
select is((select document ->> 'description' from odoo_seed.tasks where external_ref = 'T1'), 'List<String>', 'HTML is compared as it is');
update odoo_seed.tasks set description_format = 'text' where external_ref = 'T1';
select is((select document ->> 'description' from odoo_seed.tasks where external_ref = 'T1'), '<p>List&lt;String&gt;</p>', 'plain text as its HTML');
update odoo_seed.projects set description = 'a < b', description_format = 'text';
select is((select document ->> 'description' from odoo_seed.projects), '<p>a &lt; b</p>', 'of a project, too');
select throws_matching($$update odoo_seed.tasks set description_format = 'rtf'$$, 'description_format_must_be_known', 'there are three formats');
select throws_matching($$update odoo_seed.projects set description_format = 'rtf'$$, 'description_format_must_be_known', 'for projects, too');

-- Markdown is rendered by a run, once a text.
select is_empty($$select * from odoo_seed.descriptions_to_render('default', 10)$$, 'nothing is to be rendered while nothing is Markdown');
update odoo_seed.tasks set description = '**a**', description_format = 'markdown' where external_ref = 'T1';
update odoo_seed.projects set description = '# b', description_format = 'markdown';
select results_eq(
  $$select model, external_ref, description, digest from odoo_seed.descriptions_to_render('default', 10) order by 1$$,
  $$values ('project.project', 'P', '# b', md5('# b')), ('project.task', 'T1', '**a**', md5('**a**'))$$,
  'new Markdown is to be rendered');
select is((select count(*) from odoo_seed.descriptions_to_render('default', 1)), 1::bigint, 'page by page');
select is((select count(*) from odoo_seed.descriptions_to_render('default', 10, 8)), 2::bigint, 'as many as the bytes hold');
select is((select count(*) from odoo_seed.descriptions_to_render('default', 10, 7)), 1::bigint, 'and no more');
select is((select count(*) from odoo_seed.descriptions_to_render('default', 10, 0)), 1::bigint, 'one at the least');
select tests.add_binding('other', 'other');
select is_empty($$select * from odoo_seed.descriptions_to_render('other', 10)$$, 'another binding''s run does not do it');
select is((select document ->> 'description' from odoo_seed.tasks where external_ref = 'T1'), '<p>**a**</p>', 'until then it is its characters');
select results_eq($$select action, changes -> 'description' ->> 'to' from odoo_seed.v_plan where external_ref = 'T1'$$,
  $$values ('create', '<p>**a**</p>')$$, 'and nothing that clears it in Odoo');
create temporary table run as select odoo_seed.start_run('default', 'seed', '{}', 60) as id;
select odoo_seed.store_rendered((select id from run), jsonb_build_array(
  jsonb_build_object('model', 'project.task', 'external_ref', 'T1', 'digest', md5('**a**'), 'html', '<p><b>a</b></p>'),
  jsonb_build_object('model', 'project.project', 'external_ref', 'P', 'digest', md5('older'), 'html', '<p>older</p>')));
select is((select document ->> 'description' from odoo_seed.tasks where external_ref = 'T1'), '<p><b>a</b></p>', 'its HTML is what is compared');
select results_eq($$select external_ref from odoo_seed.descriptions_to_render('default', 10)$$, array['P'], 'what changed meanwhile stays to be rendered');
update odoo_seed.tasks set description = '*c*' where external_ref = 'T1';
select is((select document ->> 'description' from odoo_seed.tasks where external_ref = 'T1'), '<p><b>a</b></p>', 'after an edit the last HTML stands until the next run');
update odoo_seed.tasks set description = '**a**' where external_ref = 'T1';
select results_eq($$select external_ref from odoo_seed.descriptions_to_render('default', 10)$$, array['P'], 'an edit taken back is nothing to render');
update odoo_seed.tasks set description = null where external_ref = 'T1';
select is((select document ? 'description' from odoo_seed.tasks where external_ref = 'T1'), false, 'no description has no HTML');
update odoo_seed.sync_runs set status = 'abandoned', finished_at = now();
select throws_ok(format('select odoo_seed.store_rendered(%L, %L)', (select id from run), '[]'), 'OC002', null, 'a run without its lease renders nothing');

select is(
  odoo_seed.seed_columns('{"description": "<p>x</p>"}'), '{"description": "<p>x</p>", "description_format": "html"}',
  'what is taken from Odoo is HTML');
select * from finish();
rollback;
