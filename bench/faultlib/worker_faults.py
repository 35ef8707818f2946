"""F1: the worker dies in every phase of a training run."""

from . import host
from .catalog import phase
from .session import LONG, SHORT
from .waiting import expect, until

ONCE = "the run succeeds, once"


def same_process(session, run, before):
    now = session.workbench.workload(run)
    return now is None or now == before


@phase("F1", "queued", "kill -9 the worker before the run is started, and start it again afterwards", ONCE)
def queued(session, see):
    session.workbench.up()
    session.workbench.kill("worker")
    run = session.train(SHORT)
    waiting = session.run(run)
    expect(waiting["state"] in ("QUEUED", "ADMITTED"), f"without a worker the run is {waiting['state']}")
    see(f"{waiting['state']} without a worker")
    session.workbench.start("worker")
    session.succeeded_once(run)
    see("succeeded once after its return")


@phase("F1", "executing", "kill -9 the worker while the script works", "the process goes on, is adopted by the next worker, ends once")
def executing(session, see):
    session.workbench.up()
    run = session.train(LONG)
    before = session.training_process(run)
    session.workbench.kill("worker")
    used = cpu_ticks(before[0])
    until("the orphaned training to go on", lambda: cpu_ticks(before[0]) > used + 20, 60)
    see(f"process {before[0]} goes on without a worker")
    session.workbench.start("worker")

    def second():
        return ("step.started", 2) in session.attempts(run)

    until("the next worker to take the step", second, 120)
    adopted = host.start_time(before[0]) == before[1]
    expect(same_process(session, run, before), "another process was started")
    expect(adopted, "the training had ended before it could be adopted: give it more trees")
    see("the same process adopted alive by attempt 2")
    session.succeeded_once(run)
    completed = [step for step in session.attempts(run) if step[0] == "step.completed"]
    expect(len(completed) == 1, f"the step was completed {len(completed)} times")
    see(f"steps {session.attempts(run)}")


def cpu_ticks(pid):
    """CPU time of a process and all below it, in hundredths of a second."""
    fields = [host.stat(one) for one in [pid, *host.descendants(pid)]]
    return sum(int(field[11]) + int(field[12]) for field in fields if field)


def at_failpoint(name, phase_name, injected):
    @phase("F1", phase_name, injected, ONCE + ", by one process")
    def killed(session, see):
        session.workbench.up()
        session.workbench.stop("worker")
        session.workbench.start("worker", failpoints=f"{name}:kill")
        run = session.train(SHORT)
        code = session.workbench.died("worker")
        expect(code == 137, f"the worker ended with {code}, not at its failpoint")
        before = session.workbench.workload(run)
        see(f"worker died at {name}")
        session.workbench.start("worker")
        if before is not None:
            expect(same_process(session, run, before), "another process was started")
        session.succeeded_once(run)
        see(f"succeeded once; execute {session.attempts(run)}")


at_failpoint("training.prepared", "between steps", "the worker dies with code, data and runtime in place, not yet reported")
at_failpoint("training.started", "just started", "the worker dies when it has started the process, before it watches it")
at_failpoint("training.ended", "effect done, not reported", "the worker dies when the process has ended, before its result is told")
at_failpoint("run.finishing", "finishing, before the commit", "the worker dies just before the outcome is written")
at_failpoint("run.finished", "finishing, after the commit", "the worker dies when the outcome is written, before the engine knows")
