"""Runs every side of every case, alternating, and writes results/results.json and results/results.md."""
import argparse
import datetime
import json
import os
import platform
import shlex
import subprocess
import sys
import time
from pathlib import Path

import cases
import report

BENCHMARKS = Path(__file__).resolve().parent.parent
RAISED = "glibc.malloc.mmap_threshold=1073741824:glibc.malloc.trim_threshold=2147483647:glibc.malloc.top_pad=67108864"


def run(side, prefix):
    """Runs one process; returns its lines, seconds from start to end, and peak memory in bytes."""
    environment = dict(os.environ, OMP_NUM_THREADS=str(side.threads), PYTHONWARNINGS="ignore")
    if side.allocator == "raised":
        environment["GLIBC_TUNABLES"] = RAISED
    command = prefix + side.command
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    output = process.stdout.read()
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode != 0:
        sys.exit(f"{shlex.join(command)} ended with {process.returncode}:\n{errors}")
    unit = 1 if sys.platform == "darwin" else 1024
    return [json.loads(line) for line in output.splitlines()], seconds, usage.ru_maxrss * unit


def measure(group, sides, rounds, prefix):
    """Alternates between the sides; returns an entry per case, side and allocator."""
    entries = {}
    for turn in range(rounds):
        # The order is turned round every time, so that no side always runs on the warmer machine.
        for side in sides if turn % 2 == 0 else sides[::-1]:
            print(f"{group} {turn + 1}/{rounds}: {side.name} {side.allocator} {side.threads}", file=sys.stderr)
            lines, process_seconds, peak = run(side, prefix)
            for line in lines:
                key = (line["case"], line["side"], side.allocator)
                entry = entries.setdefault(key, {
                    "case": line["case"], "side": line["side"], "allocator": side.allocator,
                    "seconds": [], "processSeconds": [], "peakBytes": []})
                entry["seconds"].append(process_seconds if group == "start" else line["seconds"])
                entry["processSeconds"].append(process_seconds)
                entry["peakBytes"].append(peak)
                if line.get("note"):
                    entry["note"] = line["note"]
    return list(entries.values())


def appended(former, latter):
    """Joins the rounds of two measurements."""
    def key(entry):
        return entry["case"], entry["side"], entry["allocator"]

    known = {key(entry): entry for entry in former}
    for entry in latter:
        for name in ("seconds", "processSeconds", "peakBytes"):
            entry[name] = known.get(key(entry), {}).get(name, []) + entry[name]
    return latter


def facts():
    """What the figures depend on."""
    model = platform.processor()
    if Path("/proc/cpuinfo").exists():
        names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":", 1)[1].strip() if names else model
    versions = subprocess.run(
        [sys.executable, "-c",
         "import torch, torch_geometric as g; print(torch.__version__, g.__version__, torch.backends.cpu"
         ".get_cpu_capability())"], capture_output=True, text=True).stdout.split()
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.splitlines()
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "cpu": model, "cores": os.cpu_count(), "capability": versions[2] if len(versions) > 2 else "",
        "system": f"{platform.system()} {platform.machine()}", "swift": swift[0] if swift else "",
        "python": platform.python_version(), "torch": versions[0] if versions else "",
        "torchGeometric": versions[1] if len(versions) > 1 else "",
        "loadBefore": round(os.getloadavg()[0], 2)}


def arguments():
    parser = argparse.ArgumentParser(prog="Benchmarks/run", description=__doc__)
    parser.add_argument("--only", choices=cases.GROUPS, action="append", help="measure this group alone")
    parser.add_argument("--rounds", type=int, default=5, help="processes per side and case (default 5)")
    parser.add_argument("--append", action="store_true", help="add the rounds to the stored ones")
    parser.add_argument("--prefix", default="", help="put this before every command, such as 'taskset -c 0,1'")
    parser.add_argument("--products", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    chosen = arguments()
    results = BENCHMARKS / "results" / "results.json"
    stored = json.loads(results.read_text()) if results.exists() else {}
    for group in chosen.only or cases.GROUPS:
        before = facts()
        sides = cases.sides(group, chosen.products, chosen.data, BENCHMARKS)
        entries = measure(group, sides, chosen.rounds, shlex.split(chosen.prefix))
        if chosen.append and group in stored:
            entries = appended(stored[group]["entries"], entries)
        rounds = max(len(entry["seconds"]) for entry in entries)
        stored[group] = {
            "command": f"Benchmarks/run --only {group} --rounds {rounds}", "machine": before, "entries": entries}
        results.parent.mkdir(exist_ok=True)
        results.write_text(json.dumps({name: stored[name] for name in cases.GROUPS if name in stored}, indent=1) + "\n")
        results.with_suffix(".md").write_text(report.markdown(stored))
    print(results.with_suffix(".md").read_text())


if __name__ == "__main__":
    main()
