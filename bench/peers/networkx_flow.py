"""Minimum cost flow on given arcs with networkx: a circulation, every arc of capacity one."""

import json
import resource
import sys
import time

import networkx as nx
import numpy as np

arcs = np.load(sys.argv[1])
graph = nx.MultiDiGraph()
for tail, head, cost in zip(arcs["tail"].tolist(), arcs["head"].tolist(), arcs["cost"].tolist(), strict=True):
    graph.add_edge(tail, head, capacity=1, weight=cost)
start = time.process_time()
value, _ = nx.network_simplex(graph)
taken = time.process_time() - start
peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"value": value, "cpu_s": taken, "peak_mb": peak_mb}))
