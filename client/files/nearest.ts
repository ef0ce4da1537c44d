import { distance } from "fastest-levenshtein";

/** The candidates that somebody may have meant, the nearest first; none that is far off. */
export function nearest(word: string, candidates: Iterable<string>, most = 3): string[] {
  const plain = plainly(word);
  const limit = Math.max(1, Math.floor(plain.length / 3));
  return [...candidates]
    .map((candidate) => ({ candidate, far: distance(plain, plainly(candidate)) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** Without marks and cases: Müller is Muller. */
export function plainly(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim().replace(/\s+/g, " ");
}
