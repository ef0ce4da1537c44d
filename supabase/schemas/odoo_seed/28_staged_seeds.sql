-- What callers send, before it is judged.

create unlogged table odoo_seed.uploads (
  upload uuid not null,
  part int not null,
  caller text not null,
  text text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (upload, part)
);
comment on table odoo_seed.uploads is
  'Files of seeds on their way in, in parts that end anywhere; gone when they were judged, or '
  'after an hour. Unlogged: a crash loses no more than a request.';
comment on column odoo_seed.uploads.caller is
  'Who sent it; nobody else adds to it or has it judged.';
alter table odoo_seed.uploads alter column text set storage external;
alter table odoo_seed.uploads enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.uploads to service_role;

create unlogged table odoo_seed.staged_seeds (
  upload uuid not null,
  line int not null,
  kind text not null,
  key text,
  said jsonb not null,
  markdown text,
  html text,
  at timestamptz not null default clock_timestamp(),
  primary key (upload, line)
);
comment on table odoo_seed.staged_seeds is
  'Rows that the running transaction judges and stores. None outlives it but those that a plan is '
  'to be made of: they are gone when it is made, or after an hour.';
comment on column odoo_seed.staged_seeds.line is
  'Its place in the file, the first being 1; in CSV that is the line of names.';
comment on column odoo_seed.staged_seeds.markdown is
  'Of a row that a plan is to be made of: the description that its seed would have, where that is '
  'Markdown whose HTML is not made yet.';
comment on column odoo_seed.staged_seeds.html is 'What a run has made of markdown.';
create index staged_seeds_key_idx on odoo_seed.staged_seeds (upload, kind, key);
create index staged_seeds_to_render_idx on odoo_seed.staged_seeds (upload, line)
  where markdown is not null and html is null;
alter table odoo_seed.staged_seeds enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.staged_seeds to service_role;

create function odoo_seed.forget_uploads()
returns void
language sql
set search_path = ''
as $$
  delete from odoo_seed.uploads where at < ops.kept_since('uploads');
  delete from odoo_seed.staged_seeds where at < ops.kept_since('uploads')
$$;
comment on function odoo_seed.forget_uploads is
  'Removes what was sent in part and never judged, because its caller went away, and rows whose '
  'plan was never made, once they are older than ops.retentions has it.';

insert into ops.retentions (what, keep, description)
values ('uploads', '1 hour', 'Parts of files of seeds whose caller went away.');

insert into ops.schedules (name, cadence, runs, late_after)
values ('odoo-seed-forget-uploads', '23 * * * *', 'odoo_seed.forget_uploads', '3 hours');

revoke execute on function odoo_seed.forget_uploads from public;
grant execute on function odoo_seed.forget_uploads to service_role;
