#!/usr/bin/env python3
"""The section "Past one machine" of the README runs: a Spark cluster gives what one process gives, and other stores load it.

    python3 tests/cluster.py PATH_TO_DIPLOGRAPH [PRESS.jsonl]

- `extract` under Spark's `pipe`, on local clusters of one and of two worker processes, gives the lines of one process; a
  table says how long each took.
- The stores of the groups hold the facts of one build of all documents, with the same evidence, and the same apparatus.
- Oxigraph's own server (in bulk, and over the Graph Store Protocol) and rdflib give back the quads of `kg/graph.nq`.

Without PRESS.jsonl the sample documents serve, with copies under other names and dates. Not run by default: pyspark is
large, and Java and curl must be there. Everything is installed into a throw-away virtual environment.
"""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["pyspark>=3.5,<5", "oxigraph>=0.5,<0.6", "rdflib>=7.1,<8"]

# What stands before a recipe: a local cluster that is up, all of its workers being processes of their own.
CLUSTER = """
import os, time
from pyspark.sql import SparkSession

session = SparkSession.builder.master("local-cluster[{workers},1,1024]").config("spark.ui.enabled", False)
session = session.config("spark.scheduler.minRegisteredResourcesRatio", 1.0)
session = session.config("spark.scheduler.maxRegisteredResourcesWaitingTime", "300s").getOrCreate()
tasks = session.sparkContext.parallelize(range(8 * {workers}), 8 * {workers})
workers = tasks.map(lambda _: time.sleep(0.2) or os.getppid()).distinct().count()
assert workers == {workers}, f"{{workers}} worker processes"
began = time.monotonic()
"""
# And behind it.
SECONDS = """
print(time.monotonic() - began)
session.stop()
"""


def blocks(language):
    """The code blocks of the section in a language."""
    section = (ROOT / "README.md").read_text().split("## Past one machine")[1].split("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.S)


def samples():
    """The sample documents, and copies of the statement under other names and dates."""
    folder = ROOT / "tests" / "corpus"
    yield from ({"id": f.name, "text": f.read_text(), "date": "2024-03-07"} for f in sorted(folder.iterdir()))
    statement = (folder / "joint-statement.txt").read_text()
    for n in range(60):
        yield {"id": f"copy-{n}.txt", "text": statement, "date": f"20{10 + n % 10}-0{1 + n % 9}-11"}


def run(*arguments, **options):
    done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{done.stderr}\n{arguments[:2]} ends with {done.returncode}")
    return done.stdout


def on_cluster(python, workers, *scripts):
    """Runs recipes on a local cluster of so many worker processes; the seconds of the recipes, and of all with the start."""
    script = "\n".join([CLUSTER.format(workers=workers), *scripts, SECONDS])
    here = {"PYSPARK_PYTHON": python, "SPARK_LOCAL_IP": "127.0.0.1"}
    others = {name: value for name, value in os.environ.items() if name != "SPARK_HOME"}
    began = time.monotonic()
    seconds = float(run(python, "-c", script, env=others | here).split()[-1])
    return seconds, time.monotonic() - began


def check_lines(python, program, recipe):
    began = time.monotonic()
    alone = run(program, "extract", "press.jsonl", "--input", "jsonl", "--threads", "1", "--quiet")
    print(f"{'extract':24}{'seconds':>8}{'with the start of the cluster':>32}")
    print(f"{'one process':24}{time.monotonic() - began:8.1f}")
    for workers in (1, 2):
        seconds, all_seconds = on_cluster(python, workers, recipe)
        print(f"{f'Spark, worker processes: {workers}':24}{seconds:7.1f}{all_seconds:32.1f}")
        lines = "".join(f.read_text() for f in sorted(Path("lines").glob("part-*")))
        assert lines == alone, "not the lines of one process"
        shutil.rmtree("lines")


def facts(store, program):
    """What each fact of a store says, and every passage that attests it."""
    lines = run(program, "facts", "--store", store, "--format", "jsonl").split("\n")
    for fact in map(json.loads, filter(None, lines)):
        # A list is a set; it is printed in the order of the first witness, which may stand in another group.
        slots = {slot: sorted(value, key=json.dumps) if isinstance(value, list) else value for slot, value in fact["slots"].items()}
        places = {(e["source"], e["start"], e["end"]) for e in fact["evidence"]}
        yield fact["id"], json.dumps([fact["type"], slots], ensure_ascii=False, sort_keys=True), places


def apparatus(store):
    events = map(json.loads, (Path(store) / "events.jsonl").read_text().split("\n")[:-1])
    return [json.dumps(reading, ensure_ascii=False) for event in events for reading in event["variants"]]


def check_groups(python, program, extraction, groups):
    seconds, _ = on_cluster(python, 2, extraction, groups)
    run(program, "build", "press.jsonl", "--input", "jsonl", "--store", "kg", "--quiet")
    parts = {}
    stores = sorted(Path("stores").iterdir())
    for store in stores:
        for fact, says, places in facts(store, program):
            parts.setdefault((fact, says), set()).update(places)
    whole = {(fact, says): places for fact, says, places in facts("kg", program)}
    differing = [says for says in parts.keys() | whole.keys() if parts.get(says) != whole.get(says)]
    assert not differing, f"{len(differing)} facts differ, such as {differing[0]}"
    readings = sorted(reading for store in stores for reading in apparatus(store))
    assert readings == sorted(apparatus("kg")), "not the apparatus of one build"
    print(f"{len(stores)} groups on two workers in {seconds:.1f} s hold the {len(whole)} facts of one build with the same evidence,")
    print(f"and its {len(readings)} places where renderings differ")


def free_port():
    with socket.socket() as s:
        s.bind(("localhost", 0))
        return s.getsockname()[1]


@contextmanager
def server(command):
    """Starts a server by the command of the README, on a free port; its address."""
    address = f"localhost:{free_port()}"
    process = subprocess.Popen([*shlex.split(command), "--bind", address], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://{address}", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def held(address):
    """The quads of a server, over the Graph Store Protocol."""
    get = urllib.request.Request(f"http://{address}/store", headers={"Accept": "application/n-quads"})
    return sorted(filter(None, urllib.request.urlopen(get).read().decode().split("\n")))


def check_stores(python):
    quads = sorted(Path("kg/graph.nq").read_text().split("\n")[:-1])
    (load, serve_read_only), (serve, post) = [block.splitlines() for block in blocks("bash")]
    run(*shlex.split(load))
    with server(serve_read_only) as address:
        assert held(address) == quads, "Oxigraph holds other quads after the load in bulk"
    shutil.rmtree("db")
    with server(serve) as address:
        run(*shlex.split(post.replace("localhost:7878", address)))
        assert held(address) == quads, "Oxigraph holds other quads after the request"
    graph = 'rdflib.Dataset().parse("kg/graph.nq", format="nquads")'
    assert graph in (ROOT / "README.md").read_text(), "the README loads rdflib in another way"
    again = run(python, "-c", f"import rdflib; print({graph}.serialize(format='nquads'))")
    assert sorted(filter(None, again.split("\n"))) == quads, "rdflib holds other quads"
    print(f"Oxigraph's server and rdflib give back the {len(quads)} quads")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = Path(sys.argv[1]).resolve()
    given = [Path(p).resolve() for p in sys.argv[2:3]]
    missing = [tool for tool in ("java", "curl") if not shutil.which(tool)]
    if missing:
        sys.exit(f"not on the path: {', '.join(missing)}")
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
        extraction, groups = blocks("python")
        check_lines(python, program, extraction)
        check_groups(python, program, extraction, groups)
        check_stores(python)


if __name__ == "__main__":
    main()
