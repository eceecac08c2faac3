#!/usr/bin/env python3
"""The section "Past one machine" of the README runs: a Spark cluster gives what one process gives, and other stores load it.

    python3 tests/cluster.py PATH_TO_DIPLOGRAPH [PRESS.jsonl]

- `extract` under Spark's `pipe`, on local clusters of one and of two worker processes, gives the lines of one process; a
  table says how long each took.
- The stores of the groups hold the facts of one build of all documents, with the same evidence.
- oxigraph's own server (over the Graph Store Protocol) and rdflib (N-Quads in bulk) hold the quads of `kg/graph.nq`.

Known gap: the local cluster does not come up yet, so that nothing of this has passed.

Without PRESS.jsonl the sample documents serve, with copies under other names and dates. Not run by default: pyspark is
large, and Java must be there. Everything is installed into a throw-away virtual environment.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["pyspark>=3.5,<5", "oxigraph>=0.5,<0.6", "rdflib>=7.1,<8"]


def recipes():
    """The Python blocks of the section: extraction, and the groups."""
    section = (ROOT / "README.md").read_text().split("## Past one machine")[1].split("\n## ")[0]
    return re.findall(r"```python\n(.*?)```", section, re.S)


def samples():
    """The sample documents, and copies of the statement under other names and dates."""
    folder = ROOT / "tests" / "corpus"
    yield from ({"id": f.name, "text": f.read_text(), "date": "2024-03-07"} for f in sorted(folder.iterdir()))
    statement = (folder / "joint-statement.txt").read_text()
    for n in range(60):
        yield {"id": f"copy-{n}.txt", "text": statement, "date": f"20{10 + n % 10}-0{1 + n % 9}-11"}


def run(*arguments, **options):
    return subprocess.run([str(a) for a in arguments], check=True, capture_output=True, **options).stdout.decode()


def on_cluster(python, workers, *scripts):
    """Runs recipes on a local cluster of so many worker processes; the seconds that it took."""
    master = f"local-cluster[{workers},1,1024]"
    start = f"from pyspark.sql import SparkSession\nSparkSession.builder.master({master!r}).getOrCreate()\n"
    began = time.monotonic()
    run(python, "-c", start + "\n".join(scripts), env={**os.environ, "PYSPARK_PYTHON": python})
    return time.monotonic() - began


def parts(folder):
    return "".join(f.read_text() for f in sorted(Path(folder).glob("part-*")))


def check_lines(python, program, recipe):
    began = time.monotonic()
    alone = run(program, "extract", "press.jsonl", "--input", "jsonl", "--threads", "1", "--quiet")
    print(f"one process            {time.monotonic() - began:6.1f} s")
    for workers in (1, 2):
        seconds = on_cluster(python, workers, recipe)
        print(f"Spark, {workers} worker{'s' * (workers > 1):1}        {seconds:6.1f} s")
        assert sorted(parts("lines").splitlines()) == sorted(alone.splitlines()), "not the lines of one process"
        shutil.rmtree("lines")


def facts(store, program):
    """What each fact of a store says, and every passage that attests it."""
    lines = run(program, "facts", "--store", store, "--format", "jsonl").splitlines()
    for fact in map(json.loads, lines):
        places = {(e["source"], e["start"], e["end"]) for e in fact["evidence"]}
        yield fact["id"], json.dumps([fact["type"], fact["slots"]], ensure_ascii=False, sort_keys=True), places


def check_groups(python, program, extraction, groups):
    seconds = on_cluster(python, 2, extraction, groups)
    run(program, "build", "press.jsonl", "--input", "jsonl", "--store", "kg", "--quiet")
    parts = {}
    stores = sorted(Path("stores").iterdir())
    for store in stores:
        for fact, says, places in facts(store, program):
            parts.setdefault((fact, says), set()).update(places)
    whole = {(fact, says): places for fact, says, places in facts("kg", program)}
    assert parts == whole, f"{len(set(parts) ^ set(whole))} facts differ"
    print(f"{len(stores)} groups in {seconds:.1f} s hold the {len(whole)} facts of one build, with the same evidence")


def free_port():
    with socket.socket() as s:
        s.bind(("localhost", 0))
        return s.getsockname()[1]


def check_stores(python):
    quads = len(Path("kg/graph.nq").read_text().splitlines())
    import_count = "import rdflib; d = rdflib.Dataset(); d.parse('kg/graph.nq', format='nquads'); print(sum(1 for _ in d.quads()))"
    assert int(run(python, "-c", import_count)) == quads, "rdflib holds another number of quads"
    port = free_port()
    server = subprocess.Popen([str(Path(python).parent / "oxigraph"), "serve", "--location", "db", "--bind", f"localhost:{port}"], stderr=subprocess.DEVNULL)
    try:
        url = f"http://localhost:{port}"
        for _ in range(100):
            try:
                urllib.request.urlopen(url, timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        body = Path("kg/graph.nq").read_bytes()
        post = urllib.request.Request(f"{url}/store", data=body, headers={"Content-Type": "application/n-quads"})
        urllib.request.urlopen(post)
        count = urllib.request.Request(
            f"{url}/query", data=b"SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
            headers={"Content-Type": "application/sparql-query", "Accept": "text/csv"},
        )
        held = int(urllib.request.urlopen(count).read().split()[1])
        assert held == quads, f"oxigraph holds {held} of {quads} quads"
    finally:
        server.terminate()
        server.wait()
    print(f"oxigraph's server and rdflib hold the {quads} quads")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = Path(sys.argv[1]).resolve()
    given = [Path(p).resolve() for p in sys.argv[2:3]]
    with tempfile.TemporaryDirectory() as work:
        tools = Path(work) / "venv"
        venv.create(tools, with_pip=True)
        python = str(tools / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
        os.symlink(program, tools / "bin" / "diplograph")
        os.environ["PATH"] = f"{tools / 'bin'}:{os.environ['PATH']}"
        os.chdir(work)
        if given:
            shutil.copy(given[0], "press.jsonl")
        else:
            Path("press.jsonl").write_text("".join(json.dumps(d, ensure_ascii=False) + "\n" for d in samples()))
        extraction, groups = recipes()
        check_lines(python, program, extraction)
        check_groups(python, program, extraction, groups)
        check_stores(python)


if __name__ == "__main__":
    main()
