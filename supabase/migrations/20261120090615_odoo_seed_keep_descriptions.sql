-- Descriptions: which are to be made into HTML by a run, and what of their text Odoo did not keep.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function odoo_seed.descriptions_to_render(p_binding text, p_limit int, p_bytes bigint default 200000)
returns table (model text, external_ref text, description text, digest text)
language plpgsql
stable
set search_path = ''
as $$
declare
  bytes bigint := 0;
begin
  -- Two looks into empty indexes, mostly.
  if not exists (
    select from odoo_seed.projects p
    where p.description_format = 'markdown' and p.description is not null and p.rendered_from is distinct from md5(p.description)
  ) and not exists (
    select from odoo_seed.tasks t
    where t.description_format = 'markdown' and t.description is not null and t.rendered_from is distinct from md5(t.description)
  ) then
    return;
  end if;
  for model, external_ref, description, digest in
    with going as materialized (
      select b.project_ref from odoo_seed.v_project_bindings b where b.binding = p_binding and b.sync_enabled
    )
    select 'project.project', p.external_ref::text, p.description, md5(p.description)
    from odoo_seed.projects p
    where p.description_format = 'markdown' and p.description is not null and p.rendered_from is distinct from md5(p.description)
      and p.external_ref in (select g.project_ref from going g)
    union all
    select 'project.task', t.external_ref::text, t.description, md5(t.description)
    from odoo_seed.tasks t
    where t.description_format = 'markdown' and t.description is not null and t.rendered_from is distinct from md5(t.description)
      and t.project_external_ref in (select g.project_ref from going g)
    limit p_limit
  loop
    bytes := bytes + octet_length(description);
    exit when bytes > p_bytes and bytes > octet_length(description);
    return next;
  end loop;
end
$$;
comment on function odoo_seed.descriptions_to_render is
  'Descriptions in Markdown, of seeds that go to a binding, that changed since their HTML was made: as many as p_limit and p_bytes of text hold, and one at the least; digest is what store_rendered() wants to have back.';

create function odoo_seed.store_rendered(p_run_id uuid, p_rows jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform odoo_seed.hold_lease(p_run_id);
  update odoo_seed.projects p
  set description_rendered = r.html, rendered_from = r.digest
  from jsonb_to_recordset(p_rows) as r (model text, external_ref text, digest text, html text)
  where r.model = 'project.project' and p.external_ref = r.external_ref and md5(p.description) = r.digest;

  update odoo_seed.tasks t
  set description_rendered = r.html, rendered_from = r.digest
  from jsonb_to_recordset(p_rows) as r (model text, external_ref text, digest text, html text)
  where r.model = 'project.task' and t.external_ref = r.external_ref and md5(t.description) = r.digest;
end
$$;
comment on function odoo_seed.store_rendered is
  'Takes [{model, external_ref, digest, html}]. A description that changed meanwhile stays to be rendered. Raises OC002.';

create function odoo_seed.html_names()
returns text[]
language sql
immutable
parallel safe
return array[
  'a', 'abbr', 'address', 'area', 'article', 'aside', 'audio', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'body', 'br',
  'button', 'canvas', 'caption', 'center', 'cite', 'code', 'col', 'colgroup', 'data', 'datalist', 'dd', 'del', 'details',
  'dfn', 'dialog', 'div', 'dl', 'dt', 'em', 'fieldset', 'figcaption', 'figure', 'font', 'footer', 'form', 'h1', 'h2', 'h3',
  'h4', 'h5', 'h6', 'header', 'hgroup', 'hr', 'html', 'i', 'img', 'input', 'ins', 'kbd', 'label', 'legend', 'li', 'main',
  'map', 'mark', 'menu', 'meter', 'nav', 'ol', 'optgroup', 'option', 'output', 'p', 'param', 'picture', 'pre', 'progress',
  'q', 'rp', 'rt', 'ruby', 's', 'samp', 'section', 'select', 'slot', 'small', 'source', 'span', 'strike', 'strong', 'sub',
  'summary', 'sup', 'table', 'tbody', 'td', 'template', 'textarea', 'tfoot', 'th', 'thead', 'time', 'tr', 'track', 'tt', 'u',
  'ul', 'var', 'video', 'wbr'
];
comment on function odoo_seed.html_names is 'The names of the tags of HTML, other than those whose content browsers hide.';

create function odoo_seed.html_tags(p_html text)
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  -- An expression of all names takes ten times as long.
  select '</?(?:' || string_agg(distinct named.html, '|') || ')(?:\s(?:[^<>"'']|"[^"]*"|''[^'']*'')*)?/?>'
  from (
    select lower(tag.found[1]) as name
    from regexp_matches(p_html, '</?([a-z][a-z0-9]*|[ovwmx]:[a-z0-9]+)(?=[\s/>])', 'gi') tag (found)
    group by 1
  ) tag
  cross join lateral (
    select case
      when tag.name ~ ':' then '[ovwmx]:[a-z0-9]+'
      when tag.name = any (odoo_seed.html_names()) then tag.name
    end as html
  ) named
$$;
comment on function odoo_seed.html_tags is
  'A regular expression for the tags of HTML that a text has, null for none: <ben@example.com> and <String> are none, <o:p> of an office program is one.';

create function odoo_seed.visible_text(p_html text, p_tags text)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  shown text := p_html;
  name text;
begin
  if position('<' in shown) > 0 then
    if position('<!--' in shown) > 0 then
      shown := regexp_replace(shown, '<!--.*?-->', '', 'g');
    end if;
    if shown ~* '<(?:script|style|title|head|noscript|iframe|object|embed)\y' then
      -- One by one: with a reference back to the name it takes the square of the text's length.
      foreach name in array '{script,style,title,head,noscript,iframe,object,embed}'::text[] loop
        shown := regexp_replace(shown, '<' || name || '\y.*?</' || name || '\s*?>', '', 'gi');
      end loop;
    end if;
    shown := coalesce(regexp_replace(shown, p_tags, '', 'gi'), shown);
  end if;
  if position('&' in shown) > 0 then
    -- Odoo keeps the characters themselves, so these say nothing about a loss.
    shown := regexp_replace(shown, '&(?!(?:lt|gt|amp|quot|apos|nbsp);)#?[a-zA-Z0-9]+;', '', 'g');
    shown := replace(replace(replace(replace(shown, '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&apos;', '''');
    shown := replace(replace(shown, '&nbsp;', ' '), '&amp;', '&');
  end if;
  return shown;
end
$$;
comment on function odoo_seed.visible_text is
  'What a person means to be read in a text of HTML: all but tags of HTML, which p_tags are, and what browsers hide. References to characters other than the usual six are left out.';

create function odoo_seed.html_beginning(p_html text)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  if length(p_html) <= 100000 then
    return p_html;
  end if;
  -- Not within a tag, a style sheet or a reference to a character.
  return regexp_replace(
    regexp_replace(left(p_html, 100000), '<(?:[^<>]*|(?:style|script)\y[^<]*)$', '', 'i'), '&[^&;\s]*$', '');
end
$$;
comment on function odoo_seed.html_beginning is 'The first 100,000 characters of a text of HTML, or a few less where they end within something that does not show.';

create function odoo_seed.lost_text(p_sent text, p_held text)
returns text[]
language plpgsql
immutable
set search_path = ''
as $$
declare
  sent constant text := odoo_seed.html_beginning(p_sent);
  held text := coalesce(odoo_seed.html_beginning(p_held), '');
  tags constant text := odoo_seed.html_tags(sent || held);
  shown text := odoo_seed.visible_text(sent, tags);
  rest text;
  lost text[] := '{}';
  piece text;
  same int := 0;
  reach int;
begin
  held := regexp_replace(odoo_seed.visible_text(held, tags), '[\s\u00a0]+', '', 'g');
  if length(p_held) > 100000 then
    -- What comes later may be in what is not looked at; references that Odoo resolved make it longer.
    shown := left(shown, length(held) * 9 / 10);
  end if;
  rest := regexp_replace(shown, '[\s\u00a0]+', '', 'g');
  if not starts_with(held, rest) then
    for piece in
      select tag.piece
      from (
        select m.found[1] as piece, min(m.position) as position
        from regexp_matches(shown, '<[^<>]+>', 'g') with ordinality m (found, position)
        group by 1
      ) tag
      where regexp_replace(tag.piece, '[\s\u00a0]+', '', 'g') not in (select m[1] from regexp_matches(held, '<[^<>]+>', 'g') m)
      order by tag.position
      limit 6
    loop
      lost := lost || piece;
      rest := replace(rest, regexp_replace(piece, '[\s\u00a0]+', '', 'g'), '');
    end loop;
    if cardinality(lost) < 6 and length(rest) > length(held) then
      -- Up to where both say the same: halving, since texts may be long.
      reach := length(held);
      while same < reach loop
        if left(rest, (same + reach + 1) / 2) = left(held, (same + reach + 1) / 2) then
          same := (same + reach + 1) / 2;
        else
          reach := (same + reach + 1) / 2 - 1;
        end if;
      end loop;
      lost := lost || substr(rest, same + 1, least(80, length(rest) - length(held)));
    end if;
  end if;
  -- Without any tag it is no HTML, which shows a line break as a space.
  if btrim(sent, E' \t\r\n') ~ '\n' and coalesce(sent !~* tags, true) then
    lost := lost || E'\n'::text;
  end if;
  return nullif(lost, '{}');
end
$$;
comment on function odoo_seed.lost_text is
  'What a person no longer reads of a description as Odoo holds it: pieces of the text that was sent, the first six at most, a line break for all of them; null for nothing. Looks at the first 100,000 characters of both.';

create view odoo_seed.v_lost_text with (security_invoker = true) as
select a.binding, a.model, a.external_ref, a.odoo_id, 'description' as field, lost.pieces as lost
from odoo_seed.applied a
cross join lateral odoo_seed.lost_text(a.sent ->> 'description', a.echo ->> 'description') lost (pieces)
-- What could not be read is an object and no text.
where jsonb_typeof(a.echo -> 'description') in ('string', 'null') and lost.pieces is not null;
comment on view odoo_seed.v_lost_text is
  'Descriptions of which Odoo does not show all, as last written: mostly plain text that was said to be HTML. Of each its first 100,000 characters.';

create function odoo_seed.note_lost_text(p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into odoo_seed.sync_run_warnings (run_id, model, external_ref, field, code, message)
  select
    r.id, a.model, a.external_ref, 'description', 'text_lost',
    format(
      'Odoo does not show all of the description: it lost %s. Plain text is kept with description_format "text".',
      (
        select string_agg(case piece when E'\n' then 'the line breaks' else ops.quoted(piece) end, ', ')
        from unnest(lost.pieces[:5]) piece
      ) || case when cardinality(lost.pieces) > 5 then ' and more' else '' end
    )
  from odoo_seed.sync_runs r
  join odoo_seed.run_actions w on w.run_id = r.id and w.pass = r.pass and w.state = 'done' and w.changes ? 'description'
  join odoo_seed.applied a on a.binding = r.binding and a.model = w.model and a.external_ref = w.external_ref
  cross join lateral odoo_seed.lost_text(a.sent ->> 'description', a.echo ->> 'description') lost (pieces)
  where r.id = p_run_id and jsonb_typeof(a.echo -> 'description') in ('string', 'null') and lost.pieces is not null
  on conflict do nothing;
exception when query_canceled or others then
  perform ops.note_fault('odoo_seed.note_lost_text', p_run_id::text, sqlstate, sqlerrm);
end
$$;
comment on function odoo_seed.note_lost_text is
  'Warns of the descriptions that a run wrote in this pass and Odoo shortened, code text_lost. Where that fails it is a fault of tending, and no warning.';

grant all on all tables in schema odoo_seed to service_role;
revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;
