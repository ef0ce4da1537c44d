/** What to do where Odoo is not to be had from an archive of packages. */
export const WAYS =
  "Use Debian 12 or 13 (x86-64 or arm64), start a Docker daemon, name a server of yours with " +
  "ODOO_URL and ODOO_MASTER_PASSWORD, or leave Odoo out: `task start --no-odoo`.";
