-- Values of a binding: the base URL of an Odoo, time zones, lists of names.

create function ops.odoo_base_url(p_url text)
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  select coalesce(
    lower(part[1]) || '://'
      || regexp_replace(lower(part[2]),
        case lower(part[1]) when 'http' then ':80$' when 'https' then ':443$' else '^$' end, '')
      || rtrim(regexp_replace(
        part[3],
        '(/+(jsonrpc|json|xmlrpc|websocket|longpolling)'
          -- A website puts the language before its pages: two letters, or with a country.
          || '|(/+(a[mrz]|b[egns]|c[as]|d[ae]|e[lnstu]|f[air]|g[lu]|h[eiru]|i[dst]|ja|k[amno]'
          || '|l[botv]|m[klnsy]|n[belo]|p[lt]|r[ou]|s[iklqrvw]|t[ehlr]|u[kz]|vi|zh'
          || '|[a-z]{2,3}_([A-Z]{2}|[0-9]{3}))(@[a-z]+)?)?'
          || '/+(odoo|web|my|@|scoped_app))(/.*)?$', ''), '/'),
    trimmed)
  from regexp_replace(p_url, '^\s+|\s+$', '', 'g') trimmed
  left join lateral regexp_match(trimmed, '^([a-zA-Z][a-zA-Z0-9+.-]*)://([^/?#]*)([^?#]*)') part
    on true
$$;
comment on function ops.odoo_base_url is
  'The base of an Odoo server from any URL of it, as copied from a browser. Odoo''s own paths '
  '(/odoo, /web, …) with the language before them, query, fragment, default port and trailing '
  'slash are cut; scheme and host are in small letters. Another path, below which that Odoo is, '
  'stays. The functions'' odooBaseUrl() does the same.';

create function ops.knows_time_zone(p_name text)
returns boolean
language sql
stable
set search_path = ''
as $$
  -- Listing the zones reads some hundred files: not for the one that is nearly everybody's.
  select p_name = 'UTC' or p_name !~ '^(posix|right)/|^(localtime|posixrules|Factory)$' and exists (
    select from pg_catalog.pg_timezone_names z where z.name = p_name)
$$;
comment on function ops.knows_time_zone is
  'Whether this is the IANA name of a time zone, as in Europe/Vienna.';

create function ops.are_names(p_values text[])
returns boolean
language sql
immutable
parallel safe
set search_path = ''
as $$
  select coalesce(bool_and(value ~ '\S' and char_length(value) <= 255), true)
    and array_position(p_values, null) is null
  from unnest(p_values) value
$$;
comment on function ops.are_names is
  'Whether each of a list can be a name: neither null nor empty, 255 characters at most.';

revoke execute on function ops.odoo_base_url, ops.knows_time_zone, ops.are_names from public;
grant execute on function ops.odoo_base_url, ops.knows_time_zone, ops.are_names to service_role;
