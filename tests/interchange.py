#!/usr/bin/env python3
"""Independent tools read what diplograph writes, and agree with it.

    python3 tests/interchange.py PATH_TO_DIPLOGRAPH

Builds the graph of the sample documents and checks that
- rdflib and pyoxigraph read every RDF export, PyLD the JSON-LD, and that all hold the same graph;
- pyoxigraph reads the exports with triple terms, and that every edge has its facts as reifiers;
- networkx reads GraphML and GEXF, and that both hold the edges of the CSV export;
- pyshacl, run on the same shapes, finds exactly what `diplograph validate` finds: on the samples, and on a copy of their
  graph that is broken on purpose.
The packages are installed into a throw-away virtual environment (the only step that needs the network). Where that is not
to be had, nothing is checked, the script says so and ends well; with `--strict` it fails.
"""

import csv
import io
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PACKAGES = ["rdflib>=7.1,<8", "pyoxigraph>=0.5", "pyshacl>=0.30", "networkx>=3.2", "PyLD>=2"]
ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"  # a larger corpus, where it stands beside the checkout
ID = "https://w3id.org/diplograph/id/"
DG = "https://w3id.org/diplograph/ns#"
SH = "http://www.w3.org/ns/shacl#"


def again_in_a_virtual_environment():
    """Runs this script again where the packages are, and ends with its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        python = str(Path(folder) / "bin" / "python")
        try:
            venv.create(folder, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
        except (subprocess.CalledProcessError, OSError) as problem:
            print(f"not checked: no virtual environment with {', '.join(PACKAGES)}: {problem}", file=sys.stderr)
            sys.exit(1 if "--strict" in sys.argv else 0)
        sys.exit(subprocess.run([python, *sys.argv], env={**os.environ, "INTERCHANGE_READY": "1"}).returncode)


def run(*arguments, codes=(0,)):
    done = subprocess.run([str(a) for a in arguments], capture_output=True, check=False)
    if done.returncode not in codes:
        sys.exit(f"{' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr.decode()}")
    return done.stdout.decode()


def by_rdflib(text, form):
    """The quads (as strings) that rdflib reads."""
    import rdflib

    rdflib.NORMALIZE_LITERALS = False
    data = rdflib.Dataset(default_union=False)
    data.parse(data=text, format=form)
    default = rdflib.graph.DATASET_DEFAULT_GRAPH_ID
    # A format without named graphs is read into a graph of its own.
    name = lambda g: "" if form in ("turtle", "nt", "xml") or g in (None, default) else g.n3()
    return {(s.n3(), p.n3(), o.n3(), name(g)) for s, p, o, g in data.quads()}


def by_oxigraph(text, form):
    """The quads (as strings) that pyoxigraph reads."""
    import pyoxigraph

    forms = {"turtle": "TURTLE", "nt": "N_TRIPLES", "xml": "RDF_XML", "nquads": "N_QUADS", "trig": "TRIG", "json-ld": "JSON_LD"}
    quads = pyoxigraph.parse(text, format=getattr(pyoxigraph.RdfFormat, forms[form]))
    name = lambda g: "" if isinstance(g, pyoxigraph.DefaultGraph) else str(g)
    return {(str(q.subject), str(q.predicate), str(q.object), name(q.graph_name)) for q in quads}


def by_pyld(text):
    """The quads (as strings) that PyLD makes of JSON-LD."""
    from pyld import jsonld

    return by_oxigraph(jsonld.to_rdf(json.loads(text), {"format": "application/n-quads"}), "nquads")


def check_rdf(program, store):
    forms = {"nq": "nquads", "trig": "trig", "jsonld": "json-ld", "ttl": "turtle", "nt": "nt", "rdfxml": "xml"}
    for read in (by_rdflib, by_oxigraph):
        whole = read(run(program, "export", "--store", store, "--format", "nq"), "nquads")
        union = {(s, p, o, "") for s, p, o, _ in whole}
        for form, name in forms.items():
            found = read(run(program, "export", "--store", store, "--format", form), name)
            wanted = whole if form in ("nq", "trig", "jsonld") else union
            if found != wanted:
                example = sorted(found ^ wanted)[:3]
                sys.exit(f"{read.__name__}: {form} holds another graph: {len(found - wanted)} more, {len(wanted - found)} less\n{example}")
        print(f"{read.__name__}: {len(whole)} quads in {len(forms)} formats")
    if by_pyld(run(program, "export", "--store", store, "--format", "jsonld")) != whole:
        sys.exit("by_pyld: jsonld holds another graph")
    print(f"by_pyld: {len(whole)} quads in JSON-LD")


def check_triple_terms(program, store):
    import pyoxigraph as ox

    edges = run(program, "query", "-e", f"SELECT ?s ?p ?o WHERE {{ GRAPH <{ID}graph/edges> {{ ?s ?p ?o }} }}", "--store", store, "--format", "json")
    wanted = {tuple(row[v]["value"] for v in "spo") for row in json.loads(edges)["results"]["bindings"]}
    for form, name in {"ttl": "TURTLE", "nt": "N_TRIPLES", "nq": "N_QUADS", "trig": "TRIG"}.items():
        text = run(program, "export", "--store", store, "--format", form, "--rdf12")
        quads = list(ox.parse(text, format=getattr(ox.RdfFormat, name)))
        reified = [(q.subject, q.object) for q in quads if isinstance(q.object, ox.Triple)]
        if {(t.subject.value, t.predicate.value, t.object.value) for _, t in reified} != wanted:
            sys.exit(f"{form}: the triple terms are not the edges")
        facts = {q.subject for q in quads if q.object == ox.NamedNode(f"{DG}Fact")}
        if not {fact for fact, _ in reified} <= facts:
            sys.exit(f"{form}: an edge is annotated by what is no fact")
        print(f"pyoxigraph: {form} with {len(reified)} annotations of {len(wanted)} edges")


def check_property_graphs(program, store):
    import networkx

    rows = list(csv.DictReader(io.StringIO(run(program, "export", "--store", store, "--format", "csv"))))
    wanted = len(rows)
    for form, read in {"graphml": networkx.read_graphml, "gexf": networkx.read_gexf}.items():
        graph = read(io.BytesIO(run(program, "export", "--store", store, "--format", form).encode()))
        if graph.number_of_edges() != wanted:
            sys.exit(f"networkx: {form} has {graph.number_of_edges()} edges, csv {wanted}")
        print(f"networkx: {form} with {graph.number_of_nodes()} entities and {graph.number_of_edges()} edges")


def results(report):
    """What a SHACL report says: focus node, component, severity, property and value of each result."""
    import rdflib

    sh = rdflib.Namespace(SH)
    out = set()
    for result in report.objects(None, sh.result):
        path = report.value(result, sh.resultPath)
        parts = [report.value(result, p) for p in (sh.focusNode, sh.sourceConstraintComponent, sh.resultSeverity, sh.value)]
        parts.append(path if isinstance(path, rdflib.URIRef) else None)
        out.add(tuple(p.n3() if p is not None else "" for p in parts))
    return out


def check_shapes(program, store, expect_violations):
    import pyshacl
    import rdflib

    rdflib.NORMALIZE_LITERALS = False
    data = rdflib.Graph().parse(data=run(program, "export", "--store", store, "--format", "nt"), format="nt")
    shapes = rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=True)
    own = rdflib.Graph().parse(data=run(program, "validate", "--store", store, "--format", "ttl", codes=(0, 3)), format="turtle")
    found, wanted = results(own), results(report)
    if found != wanted:
        more, less = sorted(found - wanted)[:5], sorted(wanted - found)[:5]
        sys.exit("pyshacl and diplograph differ\nonly diplograph: " + "\n  ".join(map(str, more)) + "\nonly pyshacl: " + "\n  ".join(map(str, less)))
    violations = sum(f"<{SH}Violation>" in r for r in found)
    if (violations > 0) != expect_violations:
        sys.exit(f"{violations} violations in {store}")
    components = {r[1].rsplit("#")[-1].removesuffix("ConstraintComponent>") for r in found}
    print(f"pyshacl and diplograph: {len(found)} results, {violations} violations ({', '.join(sorted(components))})")


def damaged(lines):
    """The lines of a graph with one of each kind of mistake."""
    first = lambda part: next(i for i, line in enumerate(lines) if part in line)
    term = lambda name: f"<{DG}{name}>"
    lines = list(lines)
    del lines[first(term("evidence"))]  # a fact that nothing attests, or not all
    fact, _, _, graph, _ = lines[first(f"#type> {term('VisaWaiver')}")].split(" ")
    lines = [line for line in lines if not (line.startswith(fact) and term("mode") in line)]  # no mode
    lines += [
        f"{fact} {term('status')} {term('Future')} {graph} .",  # a second status, and no status at all
        f'{fact} {term("firstDay")} "2099-01-01"^^<http://www.w3.org/2001/XMLSchema#date> {graph} .',
        f'{fact} {term("lastDay")} "2098-01-01"^^<http://www.w3.org/2001/XMLSchema#date> {graph} .',  # ends before it begins
        f'{fact} {term("start")} "the ides of March"^^<http://www.w3.org/2001/XMLSchema#date> {graph} .',  # no date
        f'{fact} {term("stance")} {term("Oppose")} {graph} .',  # a slot of another class
        f"{fact} {term('grantor')} <https://w3id.org/diplograph/id/country/ZZ> {graph} .",  # nobody knows it
    ]
    end = first(term("endChar"))
    lines[end] = lines[end].replace(lines[end].split(" ")[2], '"99999999"^^<http://www.w3.org/2001/XMLSchema#integer>')  # outside the source
    cmp = first(term("cmp"))
    lines[cmp] = lines[cmp].replace(lines[cmp].split(" ")[2], '"?"')  # no code of the list
    subject, predicate, *_, named, _ = lines[first("#prefLabel> ")].split(" ")
    lines.append(f'{subject} {predicate} "又一名"@zh {named} .')  # two names in one language
    del lines[first(term("sha256"))]  # a source without its hash
    return sorted(lines)


def break_store(store, copy):
    shutil.copytree(store, copy)
    path = copy / "graph.nq"
    path.write_text("\n".join(damaged(path.read_text().splitlines())) + "\n")
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["files"]["graph.nq"] = path.stat().st_size
    (copy / "manifest.json").write_text(json.dumps(manifest))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = Path(sys.argv[1]).resolve()
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)  # it tells of every ill-typed literal that is there on purpose
    with tempfile.TemporaryDirectory() as work:
        store, broken = Path(work) / "kg", Path(work) / "broken"
        run(program, "build", ROOT / "tests" / "corpus", "--store", store, "--mentions", "--quiet")
        check_rdf(program, store)
        check_triple_terms(program, store)
        check_property_graphs(program, store)
        check_shapes(program, store, expect_violations=False)
        if SEEDS.is_dir():
            run(program, "build", SEEDS, "--store", Path(work) / "seeds", "--quiet")
            check_shapes(program, Path(work) / "seeds", expect_violations=False)
            break_store(Path(work) / "seeds", Path(work) / "broken-seeds")
            check_shapes(program, Path(work) / "broken-seeds", expect_violations=True)
        break_store(store, broken)
        check_shapes(program, broken, expect_violations=True)


if __name__ == "__main__":
    if "INTERCHANGE_READY" not in os.environ:
        again_in_a_virtual_environment()
    main()
