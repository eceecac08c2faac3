#!/usr/bin/env python3
"""Independent tools agree with what the look-ups say.

    python3 tests/lookups.py PATH_TO_DIPLOGRAPH

Builds the graph of the sample documents and checks that
- every line of `facts --format jsonl` satisfies the published JSON Schema (jsonschema), with no field beyond it;
- degree, PageRank and betweenness of `graph central`, and the modularity of `graph communities`, are those of networkx;
- every path of `graph path` is as long as networkx says the shortest is.
The packages are installed into a throw-away virtual environment (the only step that needs the network).
"""

import copy
import io
import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PACKAGES = ["jsonschema>=4.20", "networkx>=3.2", "numpy", "scipy"]
ROOT = Path(__file__).resolve().parent.parent


def again_in_a_virtual_environment():
    """Runs this script again where the packages are, and ends with its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
        sys.exit(subprocess.run([python, *sys.argv], env={**os.environ, "LOOKUPS_READY": "1"}).returncode)


def run(*arguments):
    return subprocess.run([str(a) for a in arguments], capture_output=True, check=True).stdout.decode()


def lines(*arguments):
    return [json.loads(line) for line in run(*arguments, "--format", "jsonl").splitlines()]


def closed(schema):
    """The schema with no field beyond those that it declares: what is new must be declared."""
    if isinstance(schema, dict):
        schema = {key: closed(value) for key, value in schema.items()}
        if "properties" in schema and schema.get("type") == "object":
            schema.setdefault("additionalProperties", False)
    elif isinstance(schema, list):
        schema = [closed(item) for item in schema]
    return schema


def check_schema(program, store):
    import jsonschema

    schema = json.loads(run(program, "facts", "--schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    strict = jsonschema.Draft202012Validator(closed(copy.deepcopy(schema)))
    facts = lines(program, "facts", "--store", store)
    for fact in facts:
        for error in strict.iter_errors(fact):
            sys.exit(f"{fact['id']}: {error.json_path}: {error.message}")
    for wrong in ({}, {**facts[0], "status": "certain"}, {**facts[0], "evidence": []}, {**facts[0], "slots": {"colour": 1}}):
        if strict.is_valid(wrong):
            sys.exit(f"the schema takes {wrong}")
    print(f"jsonschema: {len(facts)} facts are valid")


def check_network(program, store):
    import networkx

    graph = networkx.read_graphml(io.BytesIO(run(program, "export", "--store", store, "--format", "graphml").encode()))
    both, ways = networkx.Graph(), networkx.DiGraph()
    for graph_of, a, b, data in [(g, a, b, d) for a, b, d in graph.edges(data=True) for g in (both, ways)]:
        ends = [(a, b), (b, a)] if graph_of is ways and data["symmetric"] else [(a, b)]
        for x, y in ends:
            weight = graph_of.get_edge_data(x, y, {"weight": 0})["weight"] + data["weight"]
            graph_of.add_edge(x, y, weight=weight)
    expected = networkx.betweenness_centrality(both), networkx.pagerank(ways, tol=1e-12, max_iter=1000)
    found = lines(program, "graph", "central", "--store", store, "--limit", "100000")
    if {line["entity"] for line in found} != set(both):
        sys.exit("networkx and diplograph have different entities")
    for line in found:
        name = line["entity"]
        for key, value in {"betweenness": expected[0][name], "pagerank": expected[1][name], "degree": both.degree(name)}.items():
            if abs(line[key] - value) > 1e-6:
                sys.exit(f"{name}: {key} is {line[key]}, networkx says {value}")
    groups = lines(program, "graph", "communities", "--store", store, "--limit", "100000")
    modularity = networkx.community.modularity(both, [set(g["members"]) for g in groups])
    if abs(groups[0]["modularity"] - modularity) > 1e-6:
        sys.exit(f"modularity is {groups[0]['modularity']}, networkx says {modularity}")
    best = max(networkx.community.modularity(both, networkx.community.louvain_communities(both, seed=s)) for s in range(5))
    if modularity < best - 0.05:
        sys.exit(f"communities of modularity {modularity:.3f}, networkx finds {best:.3f}")
    ends = sorted(networkx.node_connected_component(both, max(both, key=both.degree)))
    for a, b in zip(ends[::3], ends[1::3]):
        length = networkx.shortest_path_length(both, a, b)
        if any(path["length"] != length for path in lines(program, "graph", "path", a, b, "--store", store)):
            sys.exit(f"from {a} to {b} it is {length} steps")
    print(f"networkx: {len(found)} entities agree; modularity {modularity:.3f}, networkx's best {best:.3f}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as work:
        store = Path(work) / "kg"
        run(program, "build", ROOT / "tests" / "corpus", "--store", store, "--quiet")
        check_schema(program, store)
        check_network(program, store)


if __name__ == "__main__":
    if "LOOKUPS_READY" not in os.environ:
        again_in_a_virtual_environment()
    main()
