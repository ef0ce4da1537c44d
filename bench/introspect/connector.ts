/**
 * A database as DBML the way its makers do it: `connector.ts <package> <url>` writes it to standard output;
 * without a URL it fetches the package alone.
 * The package brings the drivers of seven databases, so that the import map does not name it: only who
 * measures fetches it.
 */
import { importer } from "@dbml/core";

const [connectorPackage, url] = Deno.args as [string, string?];
const { connector } = await import(connectorPackage);
if (url) console.log(importer.generateDbml(await connector.fetchSchemaJson(url, "postgres")));
Deno.exit();
