/** How many of a hundred letters a hurried thumb gets wrong. */
const SHARE = 0.08;

/**
 * The text with typing errors: letters dropped, doubled or swapped with their neighbour, the same ones in every run. Digits, signs and the
 * borders of words stay. Darija in Latin letters writes with digits, so its words change less.
 */
export function withTypos(text: string): string {
  let state = [...text].reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0, 7);
  const draw = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const letters = [...text];
  const out: string[] = [];
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at] ?? '';
    const next = letters[at + 1] ?? '';
    if (!/\p{L}/u.test(letter) || draw() >= SHARE) {
      out.push(letter);
      continue;
    }
    const kind = draw();
    if (kind < 0.4) continue;
    if (kind < 0.65 || !/\p{L}/u.test(next)) out.push(letter, letter);
    else {
      out.push(next, letter);
      at += 1;
    }
  }
  return out.join('');
}
