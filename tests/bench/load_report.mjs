// SPDX-License-Identifier: MIT
// The table of tests/bench/load, out of the load client's reports; ends with 1 when a goal is missed.
import { readFileSync } from 'node:fs';

const runs = readFileSync(process.argv[2], 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const goals = { envelope: 2, document: 2, version: 3, create: 1.5 };
const longest = 500; // ms, the 99th percentile of the mix

const median = (values) => {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
};
const of = (server, mode) =>
    runs.filter((run) => run.server === server && run.result.mode === mode).map((run) => run.result);
const wide = (text, width) => String(text).padStart(width);
const figure = (value) => Math.round(value).toLocaleString('en');

console.log('mode      server  req/s    req/CPU s  p50 ms  p99 ms  errors  ratio of req/CPU s');
let missed = 0;
for (const mode of [...new Set(runs.map((run) => run.result.mode))]) {
    for (const server of ['ours', 'peer', 'cached']) {
        const all = of(server, mode);
        if (all.length === 0)
            continue;
        const errors = all.reduce((sum, result) => sum + result.errors, 0);
        const efficiency = median(all.map((result) => result.requestsPerCpuSecond));
        let remark = '';
        if (server !== 'ours') {
            // Pairs that ran one after the other: the machine was the same for both.
            const ratios = of('ours', mode)
                .map((result, i) => result.requestsPerCpuSecond / all[i].requestsPerCpuSecond);
            const ratio = median(ratios);
            const goal = server === 'peer' ? goals[mode] : undefined;
            remark = `${ratio.toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ` +
                `${Math.max(...ratios).toFixed(2)})`;
            if (goal !== undefined) {
                missed += ratio < goal ? 1 : 0;
                remark += ratio < goal ? `, MISSED: goal ${goal}` : `, goal ${goal}`;
            }
        } else if (mode === 'mix') {
            const p99 = Math.max(...all.map((result) => result.latencyMs.p99));
            missed += p99 >= longest ? 1 : 0;
            remark = `p99 ${p99 >= longest ? 'MISSED' : 'ok'}: goal ${longest} ms`;
        }
        missed += server === 'ours' && errors > 0 ? 1 : 0;
        console.log(mode.padEnd(9), server.padEnd(7),
            figure(median(all.map((result) => result.requestsPerSecond))).padStart(7),
            wide(figure(efficiency), 11),
            wide(median(all.map((result) => result.latencyMs.p50)).toFixed(1), 8),
            wide(median(all.map((result) => result.latencyMs.p99)).toFixed(1), 7),
            wide(errors, 7), ` ${remark}`);
        for (const error of all.flatMap((result) => result.firstErrors).slice(0, 3))
            console.log(`    ${error}`);
    }
}
const mix = of('ours', 'mix')[0];
if (mix !== undefined) {
    console.log('\nthe mix, ours, by call: count, p50, p99, max in ms');
    for (const [call, latency] of Object.entries(mix.calls))
        console.log(call.padEnd(9), wide(latency.count, 8), wide(latency.p50.toFixed(1), 8),
            wide(latency.p99.toFixed(1), 8), wide(latency.max.toFixed(1), 8));
}
console.log(missed === 0 ? '\nall goals are met' : `\n${missed} goals are missed`);
process.exit(missed === 0 ? 0 : 1);
