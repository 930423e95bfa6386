import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../bot/config.js';

/**
 * The model behind the chart (Kaptoge et al., Lancet Glob Health 2019;7:e1332): log hazard ratios of age (from 60 years), body
 * mass index (from 25), upper pressure (from 120) and smoking, each also with age, and the survival of ten years without
 * any of it. `a` and `b` fit it to the region; they are not published in a form that we could read and were fitted to the chart.
 */
interface Model {
  readonly age: number;
  readonly bmi: number;
  readonly pressure: number;
  readonly smoking: number;
  readonly ageBmi: number;
  readonly agePressure: number;
  readonly ageSmoking: number;
  readonly survival: number;
  readonly a: number;
  readonly b: number;
}

const model = (
  [age, bmi, pressure, smoking]: readonly [number, number, number, number],
  [ageBmi, agePressure, ageSmoking]: readonly [number, number, number],
  survival: number,
  [a, b]: readonly [number, number],
): Model => ({ age, bmi, pressure, smoking, ageBmi, agePressure, ageSmoking, survival, a, b });

const MODELS: Readonly<Record<string, readonly [heart: Model, stroke: Model]>> = {
  m: [
    model(
      [0.073593, 0.0337219, 0.0133937, 0.5954767],
      [-0.0010432, -0.0001837, -0.0200831],
      0.9544258,
      [0.27445, 0.94893],
    ),
    model(
      [0.097674, 0.0159518, 0.0227294, 0.4999862],
      [-0.0003516, -0.0004374, -0.0153895],
      0.984826,
      [-0.39881, 0.67717],
    ),
  ],
  f: [
    model(
      [0.1049418, 0.0257616, 0.016726, 1.093132],
      [-0.0006537, -0.0001966, -0.0343739],
      0.9887124,
      [-0.1438, 0.58749],
    ),
    model(
      [0.1046105, 0.0036406, 0.0216741, 0.7399405],
      [-0.0000129, -0.0005311, -0.0203997],
      0.9885706,
      [-0.45677, 0.59778],
    ),
  ],
};

const PRESSURE: Readonly<Record<string, number>> = {
  '<120': 110,
  '120-139': 130,
  '140-159': 150,
  '160-179': 170,
  '>=180': 190,
};
const BMI: Readonly<Record<string, number>> = {
  '<20': 17.5,
  '20-24': 22.5,
  '25-29': 27.5,
  '30-34': 32.5,
  '>=35': 37.5,
};

interface Row {
  readonly sex: string;
  readonly age: string;
  readonly smoker: string;
  readonly pressure: string;
  readonly bmi: string;
  readonly percent: number;
}

function riskOf(of: Model, row: Row): number {
  const age = Number(row.age.slice(0, 2)) + 2.5 - 60;
  const bmi = (BMI[row.bmi] ?? NaN) - 25;
  const pressure = (PRESSURE[row.pressure] ?? NaN) - 120;
  const smoking = row.smoker === 'present' ? 1 : 0;
  const sum =
    of.age * age +
    of.bmi * bmi +
    of.pressure * pressure +
    of.smoking * smoking +
    age * (of.ageBmi * bmi + of.agePressure * pressure + of.ageSmoking * smoking);
  const risk = 1 - of.survival ** Math.exp(sum);
  return 1 - Math.exp(-Math.exp(of.a + of.b * Math.log(-Math.log(1 - risk))));
}

const rows: readonly Row[] = readFileSync(path.join(packageRoot(), 'flows/packs/prevent_heart/risk.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .slice(1)
  .map((line) => {
    const [sex = '', age = '', smoker = '', pressure = '', bmi = '', percent = ''] = line.split('\t');
    return { sex, age, smoker, pressure, bmi, percent: Number(percent) };
  });

describe('the WHO chart of the heart', () => {
  it('has all cells: two sexes, seven ages, smoking, five pressures, five body mass indices', () => {
    expect(rows).toHaveLength(2 * 7 * 2 * 5 * 5);
  });

  it('is in every cell what the published model gives', () => {
    const off = rows.filter((row) => {
      const [heart, stroke] = MODELS[row.sex] ?? [];
      if (heart === undefined || stroke === undefined) return true;
      const total = 1 - (1 - riskOf(heart, row)) * (1 - riskOf(stroke, row));
      return Math.round(total * 100) !== row.percent;
    });
    expect(off).toEqual([]);
  });
});
