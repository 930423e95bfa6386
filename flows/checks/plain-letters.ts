import { textProblem, type Check } from './check.js';

/** Of the 7-bit SMS alphabet (GSM 03.38), what every phone can show and a keyboard can type; placeholders and all. */
const PLAIN = /^[A-Za-z0-9 \n.,:;!?'"()/+%*{}_éèàùìò-]*$/u;

/** Darija and Tachelhit in Latin letters use letters of the 7-bit SMS alphabet only: one other character doubles the price. */
export const plainLetters: Check = {
  name: 'plain-letters',
  run(content) {
    return (['ary-Latn', 'shi-Latn'] as const).flatMap((form) =>
      content.release.textIds.flatMap((id) => {
        const text = content.release.text(id, form) ?? '';
        const odd = [...text].find((letter) => !PLAIN.test(letter));
        return odd === undefined ? [] : [textProblem(content, id, form, `${id} has "${odd}" in ${form}`)];
      }),
    );
  },
};
