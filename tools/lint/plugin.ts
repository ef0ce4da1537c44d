import { lackedExport, lackedGlobal, lackedMember } from "./hosted.ts";
import { layeringFault, mayReadEnvironment } from "./layers.ts";

const mostLines = 200;

type Importing =
  | Deno.lint.ImportDeclaration
  | Deno.lint.ExportAllDeclaration
  | Deno.lint.ExportNamedDeclaration
  | Deno.lint.ImportExpression;

/** The project's own lint rules: what would otherwise be left to the eyes of a reviewer. */
const plugin: Deno.lint.Plugin = {
  name: "rooms",
  rules: {
    "imports-go-downward": {
      create(context) {
        const check = (node: Importing) => {
          const source = node.source;
          if (source?.type !== "Literal" || typeof source.value !== "string") return;
          const message = layeringFault(context.filename, source.value, isTypeOnly(node));
          if (message) context.report({ node: source, message });
        };
        return {
          ImportDeclaration: check,
          ExportAllDeclaration: check,
          ExportNamedDeclaration: check,
          ImportExpression: check,
        };
      },
    },
    "environment-in-config-only": {
      create(context) {
        if (mayReadEnvironment(context.filename)) return {};
        const message = "Cannot read the environment here: _shared/config.ts does it for all.";
        return {
          "MemberExpression[object.name=/^(Deno|process)$/][property.name='env']"(node) {
            context.report({ node, message });
          },
        };
      },
    },
    "hosted-runtime": {
      create(context) {
        if (!context.filename.includes("/supabase/functions/")) return {};
        const check = (node: Deno.lint.Node, message: string | undefined) => {
          if (message) context.report({ node, message });
        };
        return {
          MemberExpression({ object, property }) {
            const name = property.type === "Identifier" ? property.name : "";
            check(property, lackedMember(nameOf(object), name));
            check(object, lackedGlobal(nameOf(object) ?? ""));
          },
          NewExpression({ callee }) {
            check(callee, lackedGlobal(nameOf(callee) ?? ""));
          },
          ImportDeclaration({ source, specifiers }) {
            for (const specifier of specifiers) {
              if (specifier.type !== "ImportSpecifier") continue;
              const { imported } = specifier;
              check(imported, lackedExport(source.value, nameOf(imported) ?? ""));
            }
          },
        };
      },
    },
    "short-files": {
      create(context) {
        if (!/\/(supabase\/functions|stack)\//.test(context.filename)) return {};
        return {
          Program(node) {
            const lines = context.sourceCode.text.trimEnd().split("\n").length;
            if (lines <= mostLines) return;
            const message = `Cannot keep ${lines} lines in one file: ${mostLines} is the most.`;
            context.report({ node, message, hint: "Move one of its ideas to a file of its own." });
          },
        };
      },
    },
  },
};

export default plugin;

function nameOf(node: Deno.lint.Node): string | undefined {
  return node.type === "Identifier" ? node.name : undefined;
}

function isTypeOnly(node: Importing): boolean {
  if (node.type === "ImportDeclaration") return node.importKind === "type";
  return node.type === "ExportNamedDeclaration" && node.exportKind === "type";
}
