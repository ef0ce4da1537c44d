-- What people see of HTML: its text, without tags.

create function odoo_seed.html_names()
returns text[]
language sql
immutable
parallel safe
return array[
  'a', 'abbr', 'address', 'area', 'article', 'aside', 'audio', 'b', 'bdi', 'bdo', 'big',
  'blockquote', 'body', 'br',
  'button', 'canvas', 'caption', 'center', 'cite', 'code', 'col', 'colgroup', 'data', 'datalist',
  'dd', 'del', 'details',
  'dfn', 'dialog', 'div', 'dl', 'dt', 'em', 'fieldset', 'figcaption', 'figure', 'font', 'footer',
  'form', 'h1', 'h2', 'h3',
  'h4', 'h5', 'h6', 'header', 'hgroup', 'hr', 'html', 'i', 'img', 'input', 'ins', 'kbd', 'label',
  'legend', 'li', 'main',
  'map', 'mark', 'menu', 'meter', 'nav', 'ol', 'optgroup', 'option', 'output', 'p', 'param',
  'picture', 'pre', 'progress',
  'q', 'rp', 'rt', 'ruby', 's', 'samp', 'section', 'select', 'slot', 'small', 'source', 'span',
  'strike', 'strong', 'sub',
  'summary', 'sup', 'table', 'tbody', 'td', 'template', 'textarea', 'tfoot', 'th', 'thead', 'time',
  'tr', 'track', 'tt', 'u',
  'ul', 'var', 'video', 'wbr'
];
comment on function odoo_seed.html_names is
  'The names of the tags of HTML, other than those whose content browsers hide.';

create function odoo_seed.closed_names()
returns text[]
language sql
immutable
parallel safe
return array[
  'address', 'article', 'aside', 'audio', 'button', 'canvas', 'caption', 'cite', 'data',
  'datalist', 'del', 'details', 'dfn', 'dialog', 'fieldset', 'figcaption', 'figure', 'footer',
  'form', 'header', 'hgroup', 'ins', 'kbd', 'label', 'legend', 'main', 'map', 'mark', 'menu',
  'meter', 'nav',
  'output', 'picture', 'progress', 'ruby', 'samp', 'section', 'select', 'slot', 'summary',
  'template', 'textarea', 'time', 'var', 'video'
];
comment on function odoo_seed.closed_names is
  'The names of tags that HTML never leaves open: where none of them is closed, List<Data> and '
  '<address> are text that somebody wrote.';

create function odoo_seed.html_tags(p_html text, p_sent text)
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  -- An expression of all names takes ten times as long.
  select '</?(?:' || string_agg(distinct named.html, '|')
    || ')(?:\s(?:[^<>"'']|"[^"]*"|''[^'']*'')*)?/?>'
  from (
    select lower(tag.found[1]) as name
    from regexp_matches(p_html, '</?([a-z][a-z0-9]*|[ovwmx]:[a-z0-9]+)(?=[\s/>])', 'gi') tag (found)
    group by 1
  ) tag
  cross join lateral (
    select case
      when tag.name ~ ':' then '[ovwmx]:[a-z0-9]+'
      when tag.name = any (odoo_seed.closed_names()) and p_sent !~* ('</' || tag.name || '\s*>')
        then null
      when tag.name = any (odoo_seed.html_names()) then tag.name
    end as html
  ) named
$$;
comment on function odoo_seed.html_tags is
  'A regular expression for the HTML tags in a text, null for none: <ben@example.com>, <String> '
  'and a <time> that p_sent never closes are none, <o:p> of an office program is one.';

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
    shown :=
      replace(replace(replace(replace(shown, '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&apos;',
        '''');
    shown := replace(replace(shown, '&nbsp;', ' '), '&amp;', '&');
  end if;
  return shown;
end
$$;
comment on function odoo_seed.visible_text is
  'What people are meant to read of a text of HTML: everything but HTML tags, which p_tags '
  'matches, and what browsers hide. Character references other than the usual six are left out.';

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
    regexp_replace(left(p_html, 100000), '<(?:[^<>]*|(?:style|script)\y[^<]*)$', '', 'i'),
    '&[^&;\s]*$', '');
end
$$;
comment on function odoo_seed.html_beginning is
  'The first 100,000 characters of a text of HTML, or a few less if they end within something '
  'that does not show.';

revoke execute on function
  odoo_seed.html_names, odoo_seed.closed_names, odoo_seed.html_tags, odoo_seed.visible_text,
  odoo_seed.html_beginning
from public;
grant execute on function
  odoo_seed.html_names, odoo_seed.closed_names, odoo_seed.html_tags, odoo_seed.visible_text,
  odoo_seed.html_beginning
to service_role;
