"""The same circulation as a model of CP-SAT, one worker, within a limit of seconds."""

import json
import resource
import sys
import time

import numpy as np
from ortools.sat.python import cp_model

arcs = np.load(sys.argv[1])
start = time.process_time()
model = cp_model.CpModel()
used = [model.new_bool_var("") for _ in range(len(arcs["tail"]))]
out: list[list[int]] = [[] for _ in range(int(arcs["nodes"]))]
into: list[list[int]] = [[] for _ in range(int(arcs["nodes"]))]
for at, (tail, head) in enumerate(zip(arcs["tail"].tolist(), arcs["head"].tolist(), strict=True)):
    out[tail].append(at)
    into[head].append(at)
for leaving, coming in zip(out, into, strict=True):
    model.add(sum(used[at] for at in leaving) == sum(used[at] for at in coming))
model.minimize(sum(cost * used[at] for at, cost in enumerate(arcs["cost"].tolist())))
solver = cp_model.CpSolver()
solver.parameters.max_time_in_seconds = float(sys.argv[2])
solver.parameters.num_workers = 1
status = solver.solve(model)
told = {"status": solver.status_name(status), "value": round(solver.objective_value)}
peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({**told, "cpu_s": round(time.process_time() - start, 1), "peak_mb": peak_mb}))
