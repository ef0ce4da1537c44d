import type { Facts } from "./facts.ts";

/** Where one of the two says something else than the other: one line a thing, by its name. */
export function differences(
  { here, there }: { here: [name: string, facts: Facts]; there: [name: string, facts: Facts] },
): string[] {
  const [[hereName, hereFacts], [thereName, thereFacts]] = [here, there];
  const found: string[] = [];
  for (const key of [...new Set([...hereFacts.keys(), ...thereFacts.keys()])].sort()) {
    const [one, other] = [hereFacts.get(key), thereFacts.get(key)];
    if (one === other) continue;
    if (other === undefined) found.push(`${key}: ${hereName} alone`);
    else if (one === undefined) found.push(`${key}: ${thereName} alone`);
    else {found.push(
        `${key}: ${hereName} ${firstUnlike(one, other)}, ${thereName} ${firstUnlike(other, one)}`,
      );}
  }
  return found;
}

/** The first line that the other does not have at the same place. */
function firstUnlike(text: string, other: string): string {
  const others = other.split("\n");
  const line = text.split("\n").find((line, index) => line !== others[index]);
  return line === undefined ? "ends" : JSON.stringify(line.trim());
}
