import type { ToldCommand } from "./told_commands.ts";

/** The shells that are completed in. */
export const shells = ["bash", "zsh", "fish"] as const;

/** A script that a shell reads once; completing then starts no program. */
export function completionScript(
  shell: typeof shells[number],
  name: string,
  commands: ToldCommand[],
): string {
  if (shell === "fish") return fishScript(name, commands);
  const script = bashScript(name, commands);
  return shell === "bash" ? script : `${zshAsBash}\n${script}`;
}

/** What has zsh take a script of bash; a shell that completes nothing yet begins to. */
const zshAsBash = `(( $+functions[compdef] )) || { autoload -U +X compinit && compinit }
autoload -U +X bashcompinit && bashcompinit`;

/** The commands before the cursor are looked up; a word that is no command, such as a slug, is passed over. */
function bashScript(name: string, commands: ToldCommand[]): string {
  const paths = commands.map(({ path }) => pattern(path)).join("|");
  const cases = commands.map(({ path, words, flags }) =>
    `    ${pattern(path)}) words="${words.join(" ")}"; flags="${flags.join(" ")}" ;;`
  );
  return `_${name}() {
  local path="" words="" flags="" word at
  for ((at = 1; at < COMP_CWORD; at++)); do
    word="\${path:+$path }\${COMP_WORDS[at]}"
    case "$word" in ${paths}) path="$word" ;; esac
  done
  case "$path" in
${cases.join("\n")}
  esac
  [[ "\${COMP_WORDS[COMP_CWORD]}" == -* ]] && words="$flags"
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _${name} ${name}
`;
}

function pattern(path: string[]): string {
  return `"${path.join(" ")}"`;
}

function fishScript(name: string, commands: ToldCommand[]): string {
  const lines = commands.flatMap(({ path, words, flags }) => {
    const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`);
    const after = words.length === 0 ? [] : [`not __fish_seen_subcommand_from ${words.join(" ")}`];
    const when = [...seen, ...after].join("; and ");
    const line = (what: string) => `complete -c ${name} -f -n '${when || "true"}' ${what}`;
    return [
      ...words.length === 0 ? [] : [line(`-a '${words.join(" ")}'`)],
      ...flags.map((flag) => line(flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-o ${flag[1]}`)),
    ];
  });
  return `${lines.join("\n")}\n`;
}
