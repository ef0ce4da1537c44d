-- Descriptions: which are to be made into HTML by a run, and what of their text Odoo did not keep.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function odoo_seed.descriptions_to_render(p_binding text, p_limit int)
returns table (model text, external_ref text, description text, digest text)
language plpgsql
stable
set search_path = ''
as $$
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
  return query
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
  limit p_limit;
end
$$;
comment on function odoo_seed.descriptions_to_render is
  'Descriptions in Markdown, of seeds that go to a binding, that changed since their HTML was made; digest is what store_rendered() wants to have back.';

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

create function odoo_seed.html_tags()
returns text
language sql
immutable
parallel safe
return '</?(a|abbr|address|area|article|aside|audio|b|bdi|bdo|big|blockquote|body|br|button|canvas|caption|center|cite|code'
  '|col|colgroup|data|datalist|dd|del|details|dfn|dialog|div|dl|dt|em|fieldset|figcaption|figure|font|footer|form|h[1-6]'
  '|header|hgroup|hr|html|i|img|input|ins|kbd|label|legend|li|main|map|mark|menu|meter|nav|ol|optgroup|option|output|p'
  '|param|picture|pre|progress|q|rp|rt|ruby|s|samp|section|select|slot|small|source|span|strike|strong|sub|summary|sup'
  '|table|tbody|td|template|textarea|tfoot|th|thead|time|tr|track|tt|u|ul|var|video|wbr|[ovwmx]:[a-z0-9]+)'
  '(\s([^<>"'']|"[^"]*"|''[^'']*'')*)?/?>';
comment on function odoo_seed.html_tags is 'A regular expression for the tags of HTML: <ben@example.com> and <String> are none.';

create function odoo_seed.visible_text(p_html text)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  shown text := p_html;
begin
  if shown ~ '<' then
    shown := regexp_replace(shown, '<!--.*?-->', '', 'g');
    shown := regexp_replace(shown, '<(script|style|title|head|noscript|iframe|object|embed)\y.*?</\1\s*?>', '', 'gi');
    shown := regexp_replace(shown, odoo_seed.html_tags(), '', 'gi');
  end if;
  if shown ~ '&' then
    -- Odoo keeps the characters themselves, so these say nothing about a loss.
    shown := regexp_replace(shown, '&(?!(?:lt|gt|amp|quot|apos|nbsp);)#?[a-zA-Z0-9]+;', '', 'g');
    shown := replace(replace(replace(replace(shown, '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&apos;', '''');
    shown := replace(replace(shown, '&nbsp;', ' '), '&amp;', '&');
  end if;
  return shown;
end
$$;
comment on function odoo_seed.visible_text is
  'What a person means to be read in a text of HTML: all but tags of HTML and what browsers hide. References to characters other than the usual six are left out.';

create function odoo_seed.lost_text(p_sent text, p_held text)
returns text[]
language plpgsql
immutable
set search_path = ''
as $$
declare
  shown constant text := odoo_seed.visible_text(p_sent);
  held constant text := regexp_replace(odoo_seed.visible_text(coalesce(p_held, '')), '[\s\u00a0]+', '', 'g');
  rest text := regexp_replace(shown, '[\s\u00a0]+', '', 'g');
  lost text[] := '{}';
  piece text;
  same int := 0;
  reach int;
begin
  if position(rest in held) = 0 then
    for piece in
      select m.found[1] from regexp_matches(shown, '<[^<>]+>', 'g') with ordinality m (found, position)
      group by 1 order by min(m.position)
    loop
      if position(regexp_replace(piece, '[\s\u00a0]+', '', 'g') in held) = 0 then
        lost := lost || piece;
        rest := replace(rest, regexp_replace(piece, '[\s\u00a0]+', '', 'g'), '');
      end if;
    end loop;
    if length(rest) > length(held) then
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
  if btrim(p_sent, E' \t\r\n') ~ '\n' and p_sent !~* odoo_seed.html_tags() then
    lost := lost || E'\n'::text;
  end if;
  return nullif(lost, '{}');
end
$$;
comment on function odoo_seed.lost_text is
  'What a person no longer reads of a description as Odoo holds it: pieces of the text that was sent, a line break for all of them; null for nothing.';

create view odoo_seed.v_lost_text with (security_invoker = true) as
select a.binding, a.model, a.external_ref, a.odoo_id, 'description' as field, lost.pieces as lost
from odoo_seed.applied a
cross join lateral odoo_seed.lost_text(a.sent ->> 'description', a.echo ->> 'description') lost (pieces)
where a.echo ? 'description' and lost.pieces is not null;
comment on view odoo_seed.v_lost_text is
  'Descriptions of which Odoo does not show all, as last written: mostly plain text that was said to be HTML.';

create function odoo_seed.note_lost_text(p_run_id uuid)
returns void
language sql
set search_path = ''
as $$
  insert into odoo_seed.sync_run_warnings (run_id, model, external_ref, field, code, message)
  select
    r.id, a.model, a.external_ref, 'description', 'text_lost',
    format(
      'Odoo does not show all of the description: it lost %s. Plain text is kept with description_format "text".',
      (
        select string_agg(case piece when E'\n' then 'the line breaks' else ops.quoted(piece) end, ', ')
        from unnest(lost.pieces[:5]) piece
      ) || case when cardinality(lost.pieces) > 5 then format(' and %s more', cardinality(lost.pieces) - 5) else '' end
    )
  from odoo_seed.sync_runs r
  join odoo_seed.applied a on a.binding = r.binding and a.applied_at >= r.started_at and a.echo ? 'description'
  cross join lateral odoo_seed.lost_text(a.sent ->> 'description', a.echo ->> 'description') lost (pieces)
  where r.id = p_run_id and lost.pieces is not null
  on conflict do nothing
$$;
comment on function odoo_seed.note_lost_text is
  'Warns of the descriptions that a run wrote and Odoo shortened, code text_lost.';

grant all on all tables in schema odoo_seed to service_role;
revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;
