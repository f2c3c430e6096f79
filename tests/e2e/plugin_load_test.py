#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: plugin_load_test.py SERVER SOURCE_DIR PLUGIN_DIR FAULTY_PLUGIN_DIR [--seconds N] [--threads N] [--runs A,B] [--without A,B]

The server under load with a plugin that fails beside others that do not: that crashes at every
tenth request of all or of each of its processes, throws, hangs, eats memory. Each answer is what it
would be without that plugin, but for the warning that names it; nothing is left of its processes.
Times are printed; with TABLEWRIGHT_STRICT_TIMES=1 they are judged, too.
"""

import argparse
import os
import sys
import time

import plugin_scenarios as scenarios
from contract import Contract
from plugin_bench import FAILURES, FAULTY, PROCESSES, Bench, Children, Load, figures, metric, metrics, quantile
from servers import Cluster, end_in_order, remove, scratch_folder
from suite import Suite

STRICT = os.environ.get("TABLEWRIGHT_STRICT_TIMES") == "1"


def about_a_tenth(suite, load, code):
    failed = load.failed.get(code, 0)
    suite.check(load.checked >= 50, f"only {load.checked} answers have gone through the checks")
    suite.check(0.04 < failed / max(load.checked, 1) < 0.2,
                f"{failed} of {load.checked} answers tell of a failure, expected about a tenth")


def no_other_fails(suite, samples):
    others = metric(samples, "failures_total") - metric(samples, "failures_total", f'plugin="{FAULTY}"')
    suite.equal(others, 0, "failures of other plugins")


def crash_each_tenth(suite, bench):
    load, samples, server = bench.run(f'fault = "crash"\ncounter = "{bench.counter()}"')
    runs, failed, left_out = figures(samples)
    suite.equal((failed["failed"], left_out), (runs // 10, 0), f"crashes and runs left out in {runs:.0f} runs")
    suite.equal(set(load.failed) - {"TW9004"}, set(), "failures of other kinds")
    about_a_tenth(suite, load, "TW9004")
    no_other_fails(suite, samples)
    suite.check("check-faulty: it crashed" in server.log() or "SIGSEGV" in server.log(), "the log does not tell why")
    bench.end(server)


def crash_in_each_process(suite, bench):
    load, samples, server = bench.run('fault = "crash"')
    runs, failed, left_out = figures(samples)
    # Each process that crashed did so in its tenth run; those that live have had fewer.
    suite.check(10 * failed["failed"] <= runs <= 10 * failed["failed"] + 9 * PROCESSES and left_out == 0,
                f"{failed} and {left_out} left out in {runs:.0f} runs")
    about_a_tenth(suite, load, "TW9004")
    no_other_fails(suite, samples)
    bench.end(server, kill=True)


def throw_each_tenth(suite, bench):
    load, samples, server = bench.run(f'fault = "throw"\ncounter = "{bench.counter()}"')
    runs, failed, _ = figures(samples)
    suite.equal(failed["failed"], runs // 10, f"failures in {runs:.0f} runs")
    about_a_tenth(suite, load, "TW9004")
    suite.check("/etc/secret" in server.log(), "the log does not tell what was thrown")
    bench.end(server)


def throw_in_this_process(suite, bench):
    """Nothing is isolated: what is thrown is contained all the same."""
    server = bench.start(f'fault = "throw"\ncounter = "{bench.counter()}"', "--isolate-plugins", "none")
    try:
        load = Load(suite, server, bench.expected)
        load.run(bench.arguments.threads, min(bench.arguments.seconds, 3))
        load.print(suite.part)
        runs, failed, _ = figures(metrics(server))
        suite.equal(failed["failed"], runs // 10, f"failures in {runs:.0f} runs")
        suite.equal(Children.of(server), {}, "processes of plugins")
    finally:
        suite.equal(server.stop(), 0, "exit code")


def judge_others(suite, load):
    """Who needs no plugin does not wait for one."""
    for call in ("health", "list", "databases"):
        slow = quantile(load.times.get(call, []), 0.99)
        suite.check(not STRICT or slow < 150, f"{call}: 99 of 100 within {slow:.0f} ms, expected 150")


def hang_each_tenth(suite, bench):
    load, samples, server = bench.run(f'fault = "hang"\ncounter = "{bench.counter()}"', "--plugin-deadline", "250")
    _, failed, left_out = figures(samples)
    suite.check(failed["timed-out"] > 0, f"nothing hung: {failed}, {left_out} left out")
    suite.equal(set(load.failed) - {"TW9004", "TW9005"}, set(), "failures of other kinds")
    judge_others(suite, load)
    no_other_fails(suite, samples)
    bench.end(server)


def hang_always(suite, bench):
    load, samples, server = bench.run('fault = "hang"\nevery = 1', "--plugin-deadline", "500")
    _, failed, left_out = figures(samples)
    # It is left out once two seconds have been lost.
    suite.check(0 < failed["timed-out"] <= 4 + 2 * PROCESSES, f"{failed}")
    paused = (metric(samples, "paused_users", FAULTY), metric(samples, "paused", FAULTY))
    suite.check(left_out > 0 and paused == (1, 0), f"{left_out} left out, paused for (users, all): {paused}")
    judge_others(suite, load)
    no_other_fails(suite, samples)
    bench.end(server, kill=True)


def eat_memory_each_tenth(suite, bench):
    load, samples, server = bench.run(f'fault = "memory"\ncounter = "{bench.counter()}"', "--plugin-memory", "96")
    runs, failed, left_out = figures(samples)
    suite.check(failed["out-of-memory"] > 0, f"nothing ran out of memory in {runs} runs: {failed}, {left_out} left out")
    suite.check("TW9006" in load.failed, f"no answer tells of it: {load.failed}")
    no_other_fails(suite, samples)
    bench.end(server)


RUNS = [scenarios.keep_nothing_transient, scenarios.close_the_gate, scenarios.refuse_wrong_configurations,
        scenarios.leave_out_for_one_user, crash_each_tenth, crash_in_each_process, throw_each_tenth, throw_in_this_process,
        hang_each_tenth, hang_always, scenarios.stop_while_it_hangs, scenarios.leave_while_it_hangs, eat_memory_each_tenth]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    for name in ("server", "source", "plugins", "faulty"):
        parser.add_argument(name)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--runs", default="")
    parser.add_argument("--without", default="")
    arguments = parser.parse_args()
    begin = time.monotonic()
    suite = Suite(Contract(os.path.join(arguments.source, "resources/openapi.json"),
                           os.path.join(arguments.source, "grammar/schema.json")))
    folder = scratch_folder()
    cluster = None
    end_in_order()
    try:
        cluster = Cluster(folder)
        bench = Bench(suite, arguments, folder, cluster)
        suite.part = "learn"
        bench.learn()
        chosen = [name for name in arguments.runs.split(",") if name]
        left_out = arguments.without.split(",")
        suite.run(*[(run, bench) for run in RUNS
                    if run.__name__ not in left_out and (not chosen or run.__name__ in chosen)])
    finally:
        if cluster:
            cluster.kill()
        remove(folder)
    for failure in suite.failures[:40]:
        print("FAIL", failure)
    print(f"plugins under load: {len(suite.failures)} failures, {time.monotonic() - begin:.1f} s")
    return 1 if suite.failures else 0


if __name__ == "__main__":
    sys.exit(main())
