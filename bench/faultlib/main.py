"""The command line of bench/faults."""

import argparse
import json
import pathlib
import sys
import time
import traceback

from . import (  # noqa: F401 (importing registers their phases)
    api_faults,
    app_faults,
    runner_faults,
    server_faults,
    site_faults,
    storage_faults,
    worker_faults,
)
from .catalog import PHASES, TITLES, WITHOUT_TRAINING, faults
from .checker import Checker
from .session import Session
from .waiting import Expectation
from .workbench import ROOT, Workbench, ensure_built


def arguments(argv):
    parser = argparse.ArgumentParser(prog="bench/faults", description="Breaks a workbench of its own and checks that it keeps its promises.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="faults (F1), or single phases (F1/executing)")
    parser.add_argument("--list", action="store_true", help="names the faults and their phases")
    parser.add_argument("--all", action="store_true", help="every fault there is")
    parser.add_argument("--json", action="store_true", help="a document instead of lines")
    parser.add_argument("--home", type=pathlib.Path, help="a home to use and keep (default: a new one, removed at the end)")
    parser.add_argument("--root", type=pathlib.Path, default=ROOT, help="another checkout, whose jars are run as they are")
    given = parser.parse_args(argv)
    if not (given.list or given.all or given.names):
        parser.error("name a fault, or say --all or --list")
    known = set(faults()) | {f"{one.fault}/{one.name}" for one in PHASES}
    for name in given.names:
        if name not in known:
            parser.error(f"there is no fault {name!r}: bench/faults --list")
    return given


def chosen(given):
    ordered = sorted(PHASES, key=lambda one: faults().index(one.fault))
    return [one for one in ordered if given.all or one.fault in given.names or f"{one.fault}/{one.name}" in given.names]


def listing(given):
    if given.json:
        print(json.dumps([one._asdict() | {"inject": None, "title": TITLES[one.fault]} for one in PHASES], indent=2))
        return
    for fault in faults():
        print(f"{fault:4} {TITLES[fault]}")
        for one in PHASES:
            if one.fault == fault:
                print(f"       {one.name:28} {one.injected}")


def attempt(session, one):
    """Injects one fault and checks everything afterwards; what was seen."""
    began, seen, failures = time.monotonic(), [], []
    try:
        one.inject(session, seen.append)
    except Expectation as broken:
        failures.append(str(broken))
    except Exception as error:  # the phase itself could not be carried out: that is no pass
        failures.append("".join(traceback.format_exception(error)[-3:]).strip())
    invariants = check(session)
    failures += [f"{name}: {found['seen']}" for name, found in invariants.items() if not found["holds"]]
    return {
        "fault": one.fault,
        "phase": one.name,
        "injected": one.injected,
        "expected": one.expected,
        "seen": seen,
        "failures": failures,
        "invariants": invariants,
        "seconds": round(time.monotonic() - began, 1),
        "holds": not failures,
    }


def check(session):
    """The invariants, over a workbench that stands again."""
    try:
        if not session.workbench.running("whole"):
            session.workbench.up()
        server_faults.settle_unknown(session)
    except Exception as error:
        return {"up": {"holds": False, "seen": f"the workbench cannot be started again: {error}"}}
    return Checker(session.workbench, session.ledger).verify()


def tell(result):
    print(f"{'pass' if result['holds'] else 'FAIL'}  {result['fault']:4} {result['phase']}  ({result['seconds']:.0f} s)")
    print(f"        injected  {result['injected']}")
    print(f"        expected  {result['expected']}")
    print(f"        seen      {'; '.join(result['seen']) or 'nothing'}")
    held = [name for name, found in result["invariants"].items() if found["holds"]]
    print(f"        holding   {' '.join(held)}")
    for failure in result["failures"]:
        print(f"        FAIL      {failure}")
    sys.stdout.flush()


def main(argv):
    given = arguments(argv)
    if given.list:
        listing(given)
        return 0

    def say(text):
        if not given.json:
            print(text, flush=True)

    if given.root == ROOT:
        ensure_built(given.root)
    workbench = Workbench(given.root, given.home)
    session, results = Session(workbench, say), []
    try:
        say(f"home {workbench.home}")
        session.prepare()
        if any(one.fault not in WITHOUT_TRAINING for one in chosen(given)):
            session.prepare_runtime()
        for one in chosen(given):
            results.append(attempt(session, one))
            if not given.json:
                tell(results[-1])
    finally:
        workbench.close()
    holds = all(result["holds"] for result in results)
    if given.json:
        print(json.dumps({"holds": holds, "faults": results}, indent=2))
    else:
        print(f"{sum(result['holds'] for result in results)} of {len(results)} hold")
    return 0 if holds else 1
